package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.encryption.BucketEncryption;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BlockedEncryptionTypes;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

import java.util.List;
import java.util.function.UnaryOperator;

/** How a bucket encrypts what is put without a word about it, and what it refuses. */
public final class BucketDefaults implements Chapter {
    private final S3Call call;

    public BucketDefaults(S3Call call) {
        this.call = call;
    }

    @Override
    public PutBucketEncryptionResponse putBucketEncryption(PutBucketEncryptionRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        if (request.serverSideEncryptionConfiguration() == null
                || request.serverSideEncryptionConfiguration().rules().size() != 1) {
            throw S3Errors.malformedXml();
        }
        ServerSideEncryptionRule rule =
                request.serverSideEncryptionConfiguration().rules().getFirst();
        change(home, before -> encryption(rule, before));
        return PutBucketEncryptionResponse.builder().build();
    }

    private static BucketEncryption encryption(ServerSideEncryptionRule rule, BucketEncryption before) {
        ServerSideEncryptionByDefault byDefault = rule.applyServerSideEncryptionByDefault();
        Encryption.Kind kind = before.kind();
        String keyId = before.keyId();
        if (byDefault != null) {
            kind = byDefault.sseAlgorithmAsString() == null
                    ? null
                    : Encryption.Kind.of(byDefault.sseAlgorithmAsString());
            if (kind == null) {
                throw S3Errors.malformedXml();
            }
            keyId = byDefault.kmsMasterKeyID();
            if (keyId != null && !kind.byKms()) {
                throw S3Errors.invalidArgument(
                        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                        "ApplyServerSideEncryptionByDefault",
                        keyId);
            }
        } else if (rule.blockedEncryptionTypes() == null && rule.bucketKeyEnabled() == null) {
            throw S3Errors.malformedXml();
        }
        return new BucketEncryption(
                true,
                kind,
                keyId,
                rule.bucketKeyEnabled() == null ? byDefault == null && before.bucketKey() : rule.bucketKeyEnabled(),
                blocks(rule.blockedEncryptionTypes(), before));
    }

    private static boolean blocks(@Nullable BlockedEncryptionTypes types, BucketEncryption before) {
        if (types == null || types.encryptionType().isEmpty()) {
            return before.blocksCustomerKeys();
        }
        if (types.encryptionType().contains(EncryptionType.UNKNOWN_TO_SDK_VERSION)
                || types.encryptionType().size() != 1) {
            throw S3Errors.malformedXml();
        }
        return types.encryptionType().contains(EncryptionType.SSE_C);
    }

    @Override
    public GetBucketEncryptionResponse getBucketEncryption(GetBucketEncryptionRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        BucketEncryption encryption = home.bucket().encryption();
        ServerSideEncryptionRule.Builder rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm(encryption.kind().header()).kmsMasterKeyID(encryption.keyId()))
                .bucketKeyEnabled(encryption.bucketKey());
        if (encryption.blocksCustomerKeys()) {
            rule.blockedEncryptionTypes(b -> b.encryptionType(EncryptionType.SSE_C));
        } else if (encryption.configured()) {
            rule.blockedEncryptionTypes(b -> b.encryptionType(EncryptionType.NONE));
        }
        return GetBucketEncryptionResponse.builder()
                .serverSideEncryptionConfiguration(c -> c.rules(List.of(rule.build())))
                .build();
    }

    /** What is left is what every bucket has; what is blocked stays blocked. */
    @Override
    public DeleteBucketEncryptionResponse deleteBucketEncryption(DeleteBucketEncryptionRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        change(home, before -> BucketEncryption.standard(before.blocksCustomerKeys()));
        return DeleteBucketEncryptionResponse.builder().build();
    }

    private void change(Home home, UnaryOperator<BucketEncryption> change) {
        call.store().write(Locks.of(BucketTables.BUCKETS, home.scope(), home.name()), tx -> {
            BucketRow row = call.confirm(tx, home).bucket();
            tx.update(
                    BucketTables.BUCKETS,
                    home.scope(),
                    home.name(),
                    row.withEncryption(change.apply(row.encryption())));
            return null;
        });
    }
}

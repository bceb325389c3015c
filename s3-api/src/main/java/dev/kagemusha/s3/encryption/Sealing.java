package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.BlobLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The locks of objects: what a request, or else its bucket, asks for, with a data key from KMS where it has the key. KMS is called on
 * behalf of the caller, who needs its permission, and never inside a transaction. A key is asked for again at each read, so that
 * one that was disabled keeps its objects closed; under a bucket key it is asked for once in a while ({@link BucketKeys}).
 */
public final class Sealing {
    private static final String AWS_MANAGED = "alias/aws/s3";
    private static final String CONTEXT_ARN = "aws:s3:arn";

    private final Call call;
    private final BucketKeys bucketKeys;

    /** @param bucketKeys kept from call to call */
    public Sealing(Call call, BucketKeys bucketKeys) {
        this.call = call;
        this.bucketKeys = bucketKeys;
    }

    /**
     * How a new object is encrypted.
     *
     * @param lock null for SSE-S3, whose keys the store keeps
     */
    public record Sealed(Encryption encryption, @Nullable BlobLock lock) {}

    /** For an object, or for the parts of an upload. */
    public Sealed seal(BucketEncryption bucket, String bucketArn, String objectArn, Asked asked) {
        CustomerKey customer = asked.customer();
        if (customer != null) {
            if (bucket.blocksCustomerKeys()) {
                throw S3Errors.customerKeysBlocked(call.caller().arn(), objectArn);
            }
            return new Sealed(
                    new Encryption(Encryption.Kind.CUSTOMER, null, new byte[0], Map.of(), false, KeyPrint.of(customer)),
                    new BlobLock(customer.key(), false));
        }
        Encryption.Kind kind = asked.kind() == null ? bucket.kind() : asked.kind();
        if (!kind.byKms()) {
            return new Sealed(Encryption.S3, null);
        }
        String keyId = asked.kind() == null ? bucket.keyId() : asked.keyId();
        if (keyId == null && kind == bucket.kind()) {
            keyId = bucket.keyId();
        }
        boolean bucketKey =
                kind == Encryption.Kind.KMS && (asked.bucketKey() == null ? bucket.bucketKey() : asked.bucketKey());
        Map<String, String> context = new LinkedHashMap<>(asked.context());
        context.put(CONTEXT_ARN, bucketKey ? bucketArn : objectArn);
        return byKms(kind, keyId == null ? AWS_MANAGED : keyId, context, bucketKey);
    }

    private Sealed byKms(Encryption.Kind kind, String keyId, Map<String, String> context, boolean bucketKey) {
        Supplier<BucketKeys.DataKey> asked = () -> {
            GenerateDataKeyResponse made = asking(() -> call.client(KmsClient.class)
                    .generateDataKey(
                            g -> g.keyId(keyId).keySpec(DataKeySpec.AES_256).encryptionContext(context)));
            return new BucketKeys.DataKey(
                    made.keyId(),
                    made.plaintext().asByteArray(),
                    made.ciphertextBlob().asByteArray());
        };
        BucketKeys.DataKey key = bucketKey ? bucketKeys.of(use(keyId, context), asked) : asked.get();
        return new Sealed(
                new Encryption(kind, key.keyArn(), key.sealed(), context, bucketKey, null),
                new BlobLock(key.plain(), kind == Encryption.Kind.DUAL));
    }

    private BucketKeys.Use use(String subject, Map<String, String> context) {
        return new BucketKeys.Use(call.caller().arn(), call.region(), subject, context);
    }

    /**
     * The lock of an object that is there.
     *
     * @param customer the key that the request brings
     * @throws S3Error when that is not the object's, or KMS refuses
     */
    @Nullable
    public BlobLock open(Encryption encryption, @Nullable CustomerKey customer) {
        check(encryption, customer);
        if (customer != null) {
            return new BlobLock(customer.key(), false);
        }
        if (!encryption.kind().byKms()) {
            return null;
        }
        Supplier<BucketKeys.DataKey> asked = () -> {
            DecryptResponse opened = asking(() -> call.client(KmsClient.class).decrypt(d -> d.keyId(encryption.keyArn())
                    .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encryption.sealedKey()))
                    .encryptionContext(encryption.context())));
            return new BucketKeys.DataKey(opened.keyId(), opened.plaintext().asByteArray(), encryption.sealedKey());
        };
        String sealed = Base64.getEncoder().encodeToString(encryption.sealedKey());
        BucketKeys.DataKey key =
                encryption.bucketKey() ? bucketKeys.of(use(sealed, encryption.context()), asked) : asked.get();
        return new BlobLock(key.plain(), encryption.kind() == Encryption.Kind.DUAL);
    }

    /** Whether the request brings the key that the object has, or none where it has none: all that HEAD asks. */
    public static void check(Encryption encryption, @Nullable CustomerKey customer) {
        KeyPrint print = encryption.customer();
        if (print == null) {
            if (customer != null) {
                throw S3Errors.invalidRequest("The encryption parameters are not applicable to this object.");
            }
            return;
        }
        if (customer == null) {
            throw S3Errors.invalidRequest("The object was stored using a form of Server Side Encryption. The correct"
                    + " parameters must be provided to retrieve the object.");
        }
        if (!print.isOf(customer)) {
            throw S3Errors.accessDenied(
                    "Requests specifying Server Side Encryption with Customer provided keys must provide"
                            + " the correct secret key.");
        }
    }

    /** The same for a part of an upload, which has to bring the key that the upload was begun with. */
    @Nullable
    public BlobLock openUpload(Encryption encryption, @Nullable CustomerKey customer) {
        checkUpload(encryption, customer);
        return open(encryption, customer);
    }

    /** Whether the request brings the key that the upload was begun with, or none where it was begun with none. */
    public static void checkUpload(Encryption encryption, @Nullable CustomerKey customer) {
        KeyPrint print = encryption.customer();
        if (print == null && customer != null) {
            throw S3Errors.invalidRequest(
                    "The multipart upload initiate requested no encryption with customer provided keys."
                            + " Subsequent part requests must not include encryption parameters.");
        }
        if (print != null && customer == null) {
            throw S3Errors.invalidRequest(
                    "The multipart upload initiate requested encryption. Subsequent part requests must"
                            + " include the appropriate encryption parameters.");
        }
        if (print != null && customer != null && !print.isOf(customer)) {
            throw S3Errors.invalidRequest("The provided encryption parameters did not match the ones used originally.");
        }
    }

    /** KMS's refusals in S3's words: its own codes behind {@code KMS.}, and access that is denied as S3 denies it. */
    private static <R> R asking(Supplier<R> kms) {
        try {
            return kms.get();
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails().errorCode();
            String text = e.awsErrorDetails().errorMessage();
            if (code.equals("AccessDeniedException")) {
                throw S3Errors.accessDenied(text);
            }
            throw new S3Error("KMS." + code, 400, text == null ? "" : text);
        }
    }
}

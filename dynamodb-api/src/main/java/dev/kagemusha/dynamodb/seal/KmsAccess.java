package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * KMS as DynamoDB uses it: the table's key is a data key in the encryption context of the table, and DynamoDB has itself a grant for
 * work that nobody asks for. Source: "DynamoDB encryption at rest", "How Amazon DynamoDB uses AWS KMS" in the developer guides.
 *
 * @param client makes the client, and fails where there is no KMS
 * @param requestId named in refusals
 */
record KmsAccess(Supplier<KmsClient> client, String requestId) {
    /** The operations of the grant that AWS makes. */
    private static final GrantOperation[] GRANTED = {
        GrantOperation.ENCRYPT,
        GrantOperation.DECRYPT,
        GrantOperation.RE_ENCRYPT_FROM,
        GrantOperation.RE_ENCRYPT_TO,
        GrantOperation.GENERATE_DATA_KEY,
        GrantOperation.DESCRIBE_KEY,
        GrantOperation.RETIRE_GRANT
    };

    /** The KMS key cannot be used by anybody, as long as nobody does something about it. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient DynamoDbException answer;

        Unusable(DynamoDbException answer) {
            super(answer.getMessage(), null, false, false);
            this.answer = answer;
        }

        DynamoDbException answer() {
            return answer;
        }
    }

    /** Who DynamoDB is when nobody asks: the grantee of its grants. */
    static String principal(String tableArn) {
        return "dynamodb." + tableArn.split(":", 6)[3] + ".amazonaws.com";
    }

    private static Map<String, String> context(WrappedKey key) {
        return Map.of("aws:dynamodb:tableName", key.tableName(), "aws:dynamodb:subscriberId", key.account());
    }

    /** A new key for a table. */
    WrappedKey generate(String kmsKey, String tableArn) {
        WrappedKey place = WrappedKey.of(tableArn);
        return asked(kms -> {
            GenerateDataKeyResponse made = kms.generateDataKey(
                    r -> r.keyId(kmsKey).keySpec(DataKeySpec.AES_256).encryptionContext(context(place)));
            grant(kms, made.keyId(), place);
            return new WrappedKey(tableArn, made.keyId(), made.ciphertextBlob());
        });
    }

    /** A table's key, wrapped by another KMS key. */
    WrappedKey wrap(String kmsKey, String tableArn, byte[] plain) {
        WrappedKey place = WrappedKey.of(tableArn);
        return asked(kms -> {
            EncryptResponse made = kms.encrypt(r ->
                    r.keyId(kmsKey).plaintext(SdkBytes.fromByteArray(plain)).encryptionContext(context(place)));
            grant(kms, made.keyId(), place);
            return new WrappedKey(tableArn, made.keyId(), made.ciphertextBlob());
        });
    }

    private static void grant(KmsClient kms, String keyArn, WrappedKey place) {
        String principal = principal(place.tableArn());
        kms.createGrant(r -> r.keyId(keyArn)
                .name("dynamodb-" + place.tableName())
                .granteePrincipal(principal)
                .retiringPrincipal(principal)
                .operations(GRANTED)
                .constraints(c -> c.encryptionContextSubset(context(place))));
    }

    /**
     * The key that is wrapped.
     *
     * @throws Unusable if the KMS key is disabled or about to go
     */
    byte[] unwrap(WrappedKey key) {
        return asked(kms -> kms.decrypt(r ->
                        r.keyId(key.kmsKeyArn()).ciphertextBlob(key.bytes()).encryptionContext(context(key)))
                .plaintext()
                .asByteArray());
    }

    /** Whether AWS manages a key; {@code DescribeKey} is in the grant. */
    boolean isManaged(String keyArn) {
        return asked(kms -> kms.describeKey(r -> r.keyId(keyArn)).keyMetadata().keyManager() == KeyManagerType.AWS);
    }

    private <R> R asked(Function<KmsClient, R> question) {
        KmsClient kms;
        try {
            kms = client.get();
        } catch (IllegalStateException absent) {
            throw DynamoDbErrors.validation("KMS validation error: there is no KMS in this emulator");
        }
        try {
            return question.apply(kms);
        } catch (DisabledException | KmsInvalidStateException | NotFoundException unusable) {
            throw new Unusable(refusal(unusable));
        } catch (AwsServiceException refused) {
            throw refusal(refused);
        }
    }

    /** Seen in AWS's answers: the error of KMS as its Java client prints it, behind one of three prefixes. */
    private DynamoDbException refusal(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        String code = details == null ? code(refused) : details.errorCode();
        String said = (details == null ? refused.getMessage() : details.errorMessage())
                + " (Service: AWSKMS; Status Code: 400; Error Code: " + code + "; Request ID: " + requestId
                + "; Proxy: null)";
        String errors = "com.amazonaws.services.kms.model.";
        return switch (code) {
            case "AccessDeniedException" ->
                DynamoDbErrors.of(
                        DynamoDbException.builder(),
                        "AccessDeniedException",
                        "KMS key access denied error: " + errors + "AWSKMSException: " + said);
            case "DisabledException" ->
                DynamoDbErrors.validation("KMS key disabled error: " + errors + "DisabledException: " + said);
            default -> DynamoDbErrors.validation("KMS validation error: " + errors + code + ": " + said);
        };
    }

    /** That of an error on its way inside the emulator, which gets its details where it leaves. */
    private static String code(AwsServiceException refused) {
        String name = refused.getClass().getSimpleName();
        return name.startsWith("Kms") ? "KMS" + name.substring(3) : name;
    }
}

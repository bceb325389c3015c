package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Instant;
import java.util.Map;

/**
 * Which KMS key wraps a table's key. One without is wrapped by AWS's own key, which nothing shows.
 *
 * @param keyArn the key's ARN, whatever the request named it by
 */
public record Encryption(String keyArn) {
    /** What stands for the key that AWS manages for the account. */
    public static final String MANAGED = "alias/aws/dynamodb";

    private static final Section<Encryption> SECTION = new Section<>(
            "encryption",
            encryption -> Map.of("key", new Value.S(encryption.keyArn)),
            fields -> new Encryption(fields.text("key")));

    /**
     * Checks a specification by itself.
     *
     * @throws DynamoDbException ValidationException
     */
    public static void check(@Nullable SSESpecification specification) {
        if (specification == null) {
            return;
        }
        if (!Boolean.TRUE.equals(specification.enabled())) {
            if (specification.kmsMasterKeyId() != null) {
                throw DynamoDbErrors.invalidParameter("KMSMasterKeyId can not be specified if Enabled is false");
            }
            if (specification.sseType() != null) {
                throw DynamoDbErrors.invalidParameter("SSEType can not be specified if Enabled is false");
            }
            return;
        }
        if (specification.sseType() == SSEType.AES256) {
            throw DynamoDbErrors.invalidParameter("SSEType AES256 is not supported");
        }
        if (specification.kmsMasterKeyId() != null && specification.sseType() != SSEType.KMS) {
            throw DynamoDbErrors.invalidParameter("SSEType KMS is required if KMSMasterKeyId is specified");
        }
    }

    /** What a request names its KMS key by; null if it wants none. */
    public static @Nullable String wanted(@Nullable SSESpecification specification) {
        if (specification == null || !Boolean.TRUE.equals(specification.enabled())) {
            return null;
        }
        return specification.kmsMasterKeyId() == null ? MANAGED : specification.kmsMasterKeyId();
    }

    /** The same for a table that is restored: the key of its source, unless the request says otherwise. */
    public static @Nullable String wanted(TableInfo source, @Nullable SSESpecification override) {
        Encryption encryption = source.get(SECTION);
        return override != null ? wanted(override) : encryption == null ? null : encryption.keyArn;
    }

    /** A new table's definition with its key. */
    public static TableInfo of(TableInfo table, @Nullable WrappedKey key) {
        return key == null || key.kmsKeyArn() == null ? table : table.with(SECTION, new Encryption(key.kmsKeyArn()));
    }

    /** Whether KMS wraps a table's key. */
    public static boolean isBy(TableInfo table) {
        return table.get(SECTION) != null;
    }

    /**
     * The definition with its encryption changed.
     *
     * @param key the table's from now on
     * @throws DynamoDbException ValidationException if it is so already
     */
    public static TableInfo update(TableInfo table, WrappedKey key) {
        Encryption now = table.get(SECTION);
        if (key.kmsKeyArn() == null) {
            if (now == null) {
                throw DynamoDbErrors.invalidParameter("Table is already encrypted by default");
            }
            return table.with(SECTION, null);
        }
        Encryption next = new Encryption(key.kmsKeyArn());
        if (next.equals(now)) {
            throw DynamoDbErrors.invalidParameter("Table is already encrypted with given KMSMasterKeyId. Use"
                    + " KMSMasterKeyId parameter if you want to change Master Key");
        }
        return table.with(SECTION, next);
    }

    /** The definition with a key in another wrapping, whatever it was before. */
    public static TableInfo with(TableInfo table, WrappedKey key) {
        return table.with(SECTION, key.kmsKeyArn() == null ? null : new Encryption(key.kmsKeyArn()));
    }

    /** The ARN of the KMS key that wraps a table's key, or null. */
    public static @Nullable String keyOf(TableInfo table) {
        Encryption encryption = table.get(SECTION);
        return encryption == null ? null : encryption.keyArn;
    }

    /** What the answer to a change says: as it was, and being changed. Of a table that had no key it says nothing but that. */
    public static TableDescription updating(TableInfo before, TableDescription answer) {
        TableDescription.Builder was = TableDescription.builder();
        describe(before, null, was);
        SSEDescription described = was.build().sseDescription();
        return answer.toBuilder()
                .sseDescription((described == null ? SSEDescription.builder() : described.toBuilder())
                        .status(SSEStatus.UPDATING)
                        .build())
                .build();
    }

    /**
     * Adds to a table's description what it says of encryption.
     *
     * @param inaccessibleMillis since when the key cannot be used, or null
     */
    public static void describe(TableInfo table, @Nullable Long inaccessibleMillis, TableDescription.Builder answer) {
        Encryption encryption = table.get(SECTION);
        if (encryption != null) {
            answer.sseDescription(SSEDescription.builder()
                    .status(SSEStatus.ENABLED)
                    .sseType(SSEType.KMS)
                    .kmsMasterKeyArn(encryption.keyArn)
                    .inaccessibleEncryptionDateTime(
                            inaccessibleMillis == null ? null : Instant.ofEpochMilli(inaccessibleMillis))
                    .build());
        }
    }
}

package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * With which KMS key a table is said to be encrypted. Described only; a table without it is encrypted with AWS's own key, which
 * nothing shows.
 *
 * @param keyArn the key's ARN, or an alias's if the request gave one
 */
public record Encryption(String keyArn) {
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

    /** A new table's definition with the encryption of its request. */
    public static TableInfo create(TableInfo table, @Nullable SSESpecification specification) {
        return specification == null || !Boolean.TRUE.equals(specification.enabled())
                ? table
                : table.with(SECTION, new Encryption(key(table, specification.kmsMasterKeyId())));
    }

    /**
     * The definition with its encryption changed.
     *
     * @throws DynamoDbException ValidationException if it is so already
     */
    public static TableInfo update(TableInfo table, SSESpecification specification) {
        Encryption now = table.get(SECTION);
        if (!Boolean.TRUE.equals(specification.enabled())) {
            if (now == null) {
                throw DynamoDbErrors.invalidParameter("Table is already encrypted by default");
            }
            return table.with(SECTION, null);
        }
        Encryption next = new Encryption(key(table, specification.kmsMasterKeyId()));
        if (next.equals(now)) {
            throw DynamoDbErrors.invalidParameter("Table is already encrypted with given KMSMasterKeyId. Use"
                    + " KMSMasterKeyId parameter if you want to change Master Key");
        }
        return table.with(SECTION, next);
    }

    /** A restored table's definition: encrypted as its source, unless the request says otherwise. */
    public static TableInfo restore(TableInfo table, TableInfo source, @Nullable SSESpecification override) {
        return override == null ? table.with(SECTION, source.get(SECTION)) : create(table, override);
    }

    /** The ARN of the key that a request means; the account's {@code aws/dynamodb} key if it names none. */
    private static String key(TableInfo table, @Nullable String id) {
        if (id != null && id.startsWith("arn:")) {
            return id;
        }
        // arn:partition:dynamodb:region:account:table/name
        String[] fields = table.arn().split(":", 6);
        String own = "arn:" + fields[1] + ":kms:" + fields[3] + ":" + fields[4] + ":";
        if (id == null) {
            String seed = own + "alias/aws/dynamodb";
            return own + "key/" + UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        }
        return own + (id.startsWith("alias/") ? id : "key/" + id);
    }

    /** What the answer to a change says: as it was, or will be, and being changed. */
    public static TableDescription updating(TableInfo before, TableDescription answer) {
        TableDescription.Builder shown = answer.toBuilder();
        if (answer.sseDescription() == null) {
            describe(before, shown);
        }
        SSEDescription described = shown.build().sseDescription();
        return described == null
                ? answer
                : shown.sseDescription(
                                described.toBuilder().status(SSEStatus.UPDATING).build())
                        .build();
    }

    /** Adds to a table's description what it says of encryption. */
    public static void describe(TableInfo table, TableDescription.Builder answer) {
        Encryption encryption = table.get(SECTION);
        if (encryption != null) {
            answer.sseDescription(SSEDescription.builder()
                    .status(SSEStatus.ENABLED)
                    .sseType(SSEType.KMS)
                    .kmsMasterKeyArn(encryption.keyArn)
                    .build());
        }
    }
}

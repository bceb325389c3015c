package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.change.Followers;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * What a table's definition says of its stream. {@link StreamKeeper} makes streams begin and end as definitions change.
 *
 * @param label that of the stream there is, or was last
 * @param viewType what its records show: {@code KEYS_ONLY}, {@code NEW_IMAGE}, {@code OLD_IMAGE}, {@code NEW_AND_OLD_IMAGES}
 * @param enabled whether there is one now
 */
public record StreamSettings(String label, String viewType, boolean enabled) {
    /** Where a table's definition has them; absent if it never had a stream. */
    public static final Section<StreamSettings> SECTION = new Section<>(
            "stream",
            settings -> Map.of(
                    "label", new Value.S(settings.label),
                    "view", new Value.S(settings.viewType),
                    "enabled", Value.Bool.of(settings.enabled)),
            fields -> new StreamSettings(fields.text("label"), fields.text("view"), fields.flag("enabled")));

    /** How long a record can be read, and an ended stream. */
    static final Duration RETENTION = Followers.LEAST;

    private static final String FOLLOWER = "stream";
    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /**
     * Checks a {@code CreateTable} request's specification by itself.
     *
     * @throws DynamoDbException ValidationException
     */
    public static void checkNew(@Nullable StreamSpecification specification) {
        if (specification == null) {
            return;
        }
        boolean enabled = Boolean.TRUE.equals(specification.streamEnabled());
        if (enabled && specification.streamViewTypeAsString() == null) {
            throw DynamoDbErrors.invalidParameter(
                    "Table is being created with a stream enabled, UpdateViewType is required");
        }
        if (!enabled && specification.streamViewTypeAsString() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "Table is being created with a stream disabled, UpdateViewType should not be specified");
        }
    }

    /** A new table's definition with the stream that its request asks for. */
    public static TableInfo create(TableInfo table, @Nullable StreamSpecification specification) {
        return specification == null || !Boolean.TRUE.equals(specification.streamEnabled())
                ? table
                : enable(table, specification, table.createdMillis());
    }

    /**
     * Checks an {@code UpdateTable} request's specification by itself.
     *
     * @throws DynamoDbException ValidationException
     */
    public static void checkUpdate(@Nullable StreamSpecification specification) {
        if (specification == null) {
            return;
        }
        boolean enabled = Boolean.TRUE.equals(specification.streamEnabled());
        if (enabled && specification.streamViewTypeAsString() == null) {
            throw DynamoDbErrors.invalidParameter("If stream is being enabled then UpdateViewType is required");
        }
        if (!enabled && specification.streamViewTypeAsString() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "If stream is being disabled, then UpdateViewType must not be specified");
        }
    }

    /**
     * The definition with its stream begun or ended.
     *
     * @throws DynamoDbException ValidationException if it has one already, or has none to end
     */
    public static TableInfo update(TableInfo table, StreamSpecification specification, long nowMillis) {
        StreamSettings now = table.get(SECTION);
        boolean has = now != null && now.enabled;
        if (Boolean.TRUE.equals(specification.streamEnabled())) {
            if (has) {
                throw DynamoDbErrors.validation("Table already has an enabled stream: TableName: " + table.name());
            }
            return enable(table, specification, nowMillis);
        }
        if (now == null || !has) {
            throw DynamoDbErrors.validation("Table has no stream to disable: TableName: " + table.name());
        }
        return Followers.remove(table, FOLLOWER).with(SECTION, new StreamSettings(now.label, now.viewType, false));
    }

    private static TableInfo enable(TableInfo table, StreamSpecification specification, long nowMillis) {
        StreamSettings last = table.get(SECTION);
        String label = label(nowMillis);
        // No two streams of a table have the same label, and the later one's is greater.
        long at = nowMillis;
        while (last != null && label.compareTo(last.label) <= 0) {
            at++;
            label = label(at);
        }
        return Followers.add(table, FOLLOWER, RETENTION)
                .with(SECTION, new StreamSettings(label, specification.streamViewTypeAsString(), true));
    }

    private static String label(long millis) {
        return LABEL.format(Instant.ofEpochMilli(millis));
    }

    /** Adds to a table's description what it says of streams: of one that has ended, its ARN and label alone. */
    public static void describe(TableInfo table, TableDescription.Builder answer) {
        StreamSettings settings = table.get(SECTION);
        if (settings == null) {
            return;
        }
        answer.latestStreamArn(settings.arn(table)).latestStreamLabel(settings.label);
        if (settings.enabled) {
            answer.streamSpecification(StreamSpecification.builder()
                    .streamEnabled(true)
                    .streamViewType(settings.viewType)
                    .build());
        }
    }

    String arn(TableInfo table) {
        return table.arn() + "/stream/" + label;
    }
}

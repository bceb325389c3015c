package dev.kagemusha.dynamodb.kinesis;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.change.Followers;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a table's definition says of Kinesis: the streams that are or were its destinations. At most one of them is active. */
record Destinations(List<Destination> all) {
    /** Where a table's definition has them; absent if it never had one. */
    static final Section<Destinations> SECTION = new Section<>("kinesis", Destinations::write, Destinations::read);

    private static final String DEFAULT_PRECISION = "MILLISECOND";
    private static final String FOLLOWER = "kinesis";

    /**
     * One of them.
     *
     * @param precision of the times in records, or null if the client named none, which means milliseconds
     * @param sinceMillis when it was enabled: the first change to deliver
     */
    record Destination(
            String streamArn, boolean active, @Nullable String precision, long sinceMillis) {}

    private static Map<String, Value> write(Destinations destinations) {
        List<Value> all = new ArrayList<>();
        for (Destination each : destinations.all) {
            Map<String, Value> members = new LinkedHashMap<>();
            members.put("arn", new Value.S(each.streamArn));
            members.put("active", Value.Bool.of(each.active));
            members.put("since", new Value.N(Long.toString(each.sinceMillis)));
            if (each.precision != null) {
                members.put("precision", new Value.S(each.precision));
            }
            all.add(new Value.M(members));
        }
        return Map.of("all", new Value.L(all));
    }

    private static Destinations read(Section.Fields fields) {
        List<Destination> all = new ArrayList<>();
        if (fields.members().get("all") instanceof Value.L list) {
            for (Value value : list.values()) {
                Section.Fields each = new Section.Fields(((Value.M) value).entries());
                all.add(new Destination(
                        each.text("arn"), each.flag("active"), each.optional("precision"), each.number("since")));
            }
        }
        return new Destinations(List.copyOf(all));
    }

    static List<Destination> of(TableInfo table) {
        Destinations destinations = table.get(SECTION);
        return destinations == null ? List.of() : destinations.all;
    }

    private static @Nullable Destination find(TableInfo table, String streamArn) {
        for (Destination each : of(table)) {
            if (each.streamArn.equals(streamArn)) {
                return each;
            }
        }
        return null;
    }

    /**
     * The definition with this stream as its destination.
     *
     * @throws DynamoDbException ValidationException if it has one
     */
    static TableInfo enable(TableInfo table, String streamArn, @Nullable String precision, long nowMillis) {
        for (Destination each : of(table)) {
            if (each.active) {
                throw wrongState(
                        "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.");
            }
        }
        return Followers.add(
                put(table, new Destination(streamArn, true, precision, nowMillis)), FOLLOWER, Followers.LEAST);
    }

    /**
     * The definition with the destination disabled, which stays in its list.
     *
     * @throws DynamoDbException ValidationException if it is not active
     */
    static TableInfo disable(TableInfo table, String streamArn) {
        Destination found = find(table, streamArn);
        if (found == null || !found.active) {
            throw wrongState("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
        }
        return Followers.remove(put(table, new Destination(streamArn, false, null, found.sinceMillis)), FOLLOWER);
    }

    /**
     * The definition with another precision.
     *
     * @throws DynamoDbException ValidationException if the destination is not active, or has it already
     */
    static TableInfo update(TableInfo table, String streamArn, @Nullable String precision) {
        Destination found = find(table, streamArn);
        if (found == null) {
            throw wrongState("No streaming destination with streamArn: " + streamArn
                    + " found for table with tableName: " + table.name());
        }
        if (!found.active) {
            throw wrongState("Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state."
                    + " TableName: " + table.name());
        }
        if (precision == null) {
            throw DynamoDbErrors.validation("Streaming destination cannot be updated with given parameters:"
                    + " UpdateKinesisStreamingConfiguration cannot be null or contain only null values");
        }
        if (precision.equals(found.precision == null ? DEFAULT_PRECISION : found.precision)) {
            throw DynamoDbErrors.validation("Invalid Request: Precision is already set to the desired value of "
                    + precision + " for tableId: " + table.uuid() + ", kdsArn: " + streamArn);
        }
        return put(table, new Destination(streamArn, true, precision, found.sinceMillis));
    }

    /** The newest first, as AWS lists them. */
    private static TableInfo put(TableInfo table, Destination destination) {
        List<Destination> all = new ArrayList<>();
        all.add(destination);
        for (Destination each : of(table)) {
            if (!each.streamArn.equals(destination.streamArn)) {
                all.add(each);
            }
        }
        return table.with(SECTION, new Destinations(List.copyOf(all)));
    }

    /** AWS speaks of enabling whatever was asked for. */
    private static DynamoDbException wrongState(String reason) {
        return DynamoDbErrors.validation(
                "Table is not in a valid state to enable Kinesis Streaming Destination: " + reason);
    }
}

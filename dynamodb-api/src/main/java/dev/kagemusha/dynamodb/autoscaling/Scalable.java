package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;

import java.util.List;

/**
 * What can be scaled: the reads or the writes of a table or of a global index.
 *
 * @param resource {@code table/NAME} or {@code table/NAME/index/INDEX}
 * @param dimension {@code dynamodb:table:ReadCapacityUnits} and the like
 */
record Scalable(String resource, String dimension) {
    private static final String TABLE = "table/";
    private static final String INDEX = "/index/";

    /**
     * As a request names it.
     *
     * @throws software.amazon.awssdk.services.applicationautoscaling.model.ValidationException for what is not of DynamoDB, or where
     *     resource and dimension do not fit each other
     */
    static Scalable of(@Nullable ServiceNamespace namespace, String resource, @Nullable ScalableDimension dimension) {
        requireDynamoDb(namespace);
        boolean known = resource.startsWith(TABLE) && !resource.endsWith("/");
        if (!known || dimension == null || !fits(dimension, isIndex(resource))) {
            throw AutoScalingErrors.unsupported();
        }
        return new Scalable(resource, dimension.toString());
    }

    private static boolean fits(ScalableDimension dimension, boolean index) {
        return switch (dimension) {
            case DYNAMODB_TABLE_READ_CAPACITY_UNITS, DYNAMODB_TABLE_WRITE_CAPACITY_UNITS -> !index;
            case DYNAMODB_INDEX_READ_CAPACITY_UNITS, DYNAMODB_INDEX_WRITE_CAPACITY_UNITS -> index;
            default -> false;
        };
    }

    static void requireDynamoDb(@Nullable ServiceNamespace namespace) {
        if (namespace != ServiceNamespace.DYNAMODB) {
            throw AutoScalingErrors.unsupported();
        }
    }

    private static boolean isIndex(String resource) {
        return resource.indexOf(INDEX, TABLE.length()) > 0;
    }

    String table() {
        String rest = resource.substring(TABLE.length());
        int end = rest.indexOf(INDEX);
        return end < 0 ? rest : rest.substring(0, end);
    }

    /** The name of the index, or null. */
    @Nullable
    String index() {
        int at = resource.indexOf(INDEX);
        return at < 0 ? null : resource.substring(at + INDEX.length());
    }

    /** What tells its metrics from others: names and values, alternating. */
    List<String> dimensions() {
        String index = index();
        return index == null
                ? List.of("TableName", table())
                : List.of("TableName", table(), "GlobalSecondaryIndexName", index);
    }

    boolean writes() {
        return dimension.endsWith(":WriteCapacityUnits");
    }

    /** For example {@code write capacity units}, as activities have it. */
    String units() {
        return writes() ? "write capacity units" : "read capacity units";
    }

    /** As errors have it. */
    String inWords() {
        return "service namespace: dynamodb, resource ID: " + resource + ", scalable dimension: " + dimension;
    }

    /** As jobs have it. */
    String job() {
        return dimension + " " + resource;
    }

    static Scalable ofJob(String key) {
        int space = key.indexOf(' ');
        return new Scalable(key.substring(space + 1), key.substring(0, space));
    }

    /** The units of a table or of its index; null if there is no such index. */
    @Nullable
    Throughput provisioned(TableInfo of) {
        String name = index();
        if (name == null) {
            return of.throughput();
        }
        Index found = of.index(name);
        return found == null || !found.global() ? null : found.throughput();
    }

    /** What is provisioned of it; 0 on demand, and where there is no such index. */
    long capacity(TableInfo of) {
        Throughput units = provisioned(of);
        return units == null ? 0 : writes() ? units.writeUnits() : units.readUnits();
    }

    KeyWriter write(KeyWriter out) {
        return out.text(resource).text(dimension);
    }

    static Scalable read(KeyReader in) {
        return new Scalable(in.text(), in.text());
    }
}

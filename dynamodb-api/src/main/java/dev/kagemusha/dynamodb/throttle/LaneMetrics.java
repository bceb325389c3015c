package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.metrics.Counter;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.Scope;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What CloudWatch shows of one lane ("DynamoDB Metrics and dimensions") beside the units that requests consume, which are counted
 * with the requests: those of a table leave out its global indexes, which have their own.
 */
final class LaneMetrics {
    private static final String NAMESPACE = "AWS/DynamoDB";

    private final Counter throttled;
    private final Map<Reason, Counter> reasons = new EnumMap<>(Reason.class);

    LaneMetrics(Metrics metrics, TableInfo table, @Nullable Index index, boolean writes) {
        String[] arn = table.arn().split(":", 6);
        Scope scope = Metrics.scope(arn[1], arn[4], arn[3]);
        String kind = writes ? "Write" : "Read";
        throttled = counter(metrics, scope, table, index, kind + "ThrottleEvents");
        for (Reason reason : Reason.values()) {
            reasons.put(reason, counter(metrics, scope, table, index, kind + reason.metric()));
        }
    }

    private static Counter counter(Metrics metrics, Scope scope, TableInfo table, @Nullable Index index, String name) {
        MetricId id = index == null
                ? MetricId.of(NAMESPACE, name, "TableName", table.name())
                : MetricId.of(NAMESPACE, name, "TableName", table.name(), "GlobalSecondaryIndexName", index.name());
        return metrics.counter(scope, id, "Count", false);
    }

    void refused(Reason reason) {
        throttled.add(1);
        Objects.requireNonNull(reasons.get(reason)).add(1);
    }
}

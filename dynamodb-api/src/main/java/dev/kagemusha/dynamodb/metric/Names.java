package dev.kagemusha.dynamodb.metric;

import dev.kagemusha.metrics.Counter;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.Scope;

/** DynamoDB's metrics as CloudWatch names them. */
final class Names {
    static final String NAMESPACE = "AWS/DynamoDB";

    private Names() {}

    /** @param dimensions names and values, alternating */
    static Counter counter(Metrics metrics, Scope scope, String metric, String... dimensions) {
        return metrics.counter(scope, MetricId.of(NAMESPACE, metric, dimensions), "Count", false);
    }

    /** In milliseconds, with percentiles. */
    static Counter latency(Metrics metrics, Scope scope, String table, String operation) {
        MetricId id = MetricId.of(NAMESPACE, "SuccessfulRequestLatency", "TableName", table, "Operation", operation);
        return metrics.counter(scope, id, "Milliseconds", true);
    }
}

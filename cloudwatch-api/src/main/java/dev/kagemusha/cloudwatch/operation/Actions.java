package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;

import java.util.List;
import java.util.Map;

/**
 * What each operation needs. Metrics have no ARN, so that publishing is told apart by the key {@code cloudwatch:namespace}; source:
 * "Actions, resources, and condition keys for Amazon CloudWatch" of the service authorization reference.
 */
final class Actions {
    private static final String ALL = "*";

    private Actions() {}

    static ActionTable table() {
        return new ActionTable()
                .on(PutMetricDataRequest.class, (request, call) -> Permission.of("cloudwatch:PutMetricData", ALL)
                        .with(Map.of("cloudwatch:namespace", List.of(request.namespace()))))
                .on(
                        GetMetricStatisticsRequest.class,
                        (request, call) -> Permission.of("cloudwatch:GetMetricStatistics", ALL))
                .on(GetMetricDataRequest.class, (request, call) -> Permission.of("cloudwatch:GetMetricData", ALL))
                .on(ListMetricsRequest.class, (request, call) -> Permission.of("cloudwatch:ListMetrics", ALL));
    }
}

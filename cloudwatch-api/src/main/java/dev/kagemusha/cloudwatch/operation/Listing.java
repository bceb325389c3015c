package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which metrics there are: those measured in the last two weeks, as CloudWatch lists them. */
final class Listing implements CloudWatchClient {
    private static final int PAGE = 500;
    private static final long LISTED = Duration.ofDays(14).toSeconds();
    private static final long RECENT = Duration.ofHours(3).toSeconds();

    private final Parts parts;
    private final Call call;

    Listing(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public ListMetricsResponse listMetrics(ListMetricsRequest request) {
        ListMetricsResponse.Builder answer = ListMetricsResponse.builder();
        List<Metric> metrics = new ArrayList<>();
        boolean linked = Boolean.TRUE.equals(request.includeLinkedAccounts());
        if (request.owningAccount() == null || request.owningAccount().equals(call.account())) {
            parts.metrics().flush();
            long oldest = call.clock().millis() / 1000 - (request.recentlyActive() == null ? LISTED : RECENT);
            parts.store().read(view -> {
                metrics.clear();
                parts.metrics()
                        .visit(
                                view,
                                call.scope(),
                                request.namespace(),
                                request.metricName(),
                                request.nextToken() == null ? null : Tokens.read(request.nextToken()),
                                (id, place, newest) -> {
                                    if (newest < oldest || !matches(request, id)) {
                                        return true;
                                    }
                                    if (metrics.size() == PAGE) {
                                        answer.nextToken(Tokens.write(place));
                                        return false;
                                    }
                                    metrics.add(metric(id));
                                    return true;
                                });
                return true;
            });
        }
        answer.metrics(metrics);
        if (linked) {
            answer.owningAccounts(metrics.stream().map(each -> call.account()).toList());
        }
        return answer.build();
    }

    private static boolean matches(ListMetricsRequest request, MetricId id) {
        if (request.metricName() != null && !request.metricName().equals(id.name())) {
            return false;
        }
        for (DimensionFilter filter : request.dimensions()) {
            boolean found = false;
            for (dev.kagemusha.metrics.Dimension dimension : id.dimensions()) {
                found |= dimension.name().equals(filter.name())
                        && (filter.value() == null || filter.value().equals(dimension.value()));
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static Metric metric(MetricId id) {
        return Metric.builder()
                .namespace(id.namespace())
                .metricName(id.name())
                .dimensions(Ids.dimensions(id))
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

package dev.kagemusha.testing.services;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Metrics of CloudWatch, in its old protocol and its new one. */
public final class SmallCloudWatch implements Service {
    private final List<Put> puts = new CopyOnWriteArrayList<>();

    private record Put(String namespace, MetricDatum datum) {}

    @Override
    public String name() {
        return "monitoring";
    }

    @Override
    public Definition define(Environment environment) {
        return Definition.of("monitoring", CloudWatchClient.class)
                .protocols(Protocols.rpcV2Cbor(), Protocols.awsQuery())
                .signing(SigningProfile.of(ErrorFamily.QUERY, "monitoring").withSkew(Duration.ofMinutes(5)))
                .chapter(Metrics.class, call -> new Metrics(puts))
                .actions(new ActionTable()
                        .on(PutMetricDataRequest.class, (r, call) -> Permission.of("cloudwatch:PutMetricData", "*"))
                        .on(ListMetricsRequest.class, (r, call) -> Permission.of("cloudwatch:ListMetrics", "*"))
                        .on(
                                GetMetricStatisticsRequest.class,
                                (r, call) -> Permission.of("cloudwatch:GetMetricStatistics", "*")));
    }

    /** A chapter. */
    public static final class Metrics implements CloudWatchClient {
        private final List<Put> puts;

        Metrics(List<Put> puts) {
            this.puts = puts;
        }

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            request.metricData().forEach(datum -> puts.add(new Put(request.namespace(), datum)));
            return PutMetricDataResponse.builder().build();
        }

        @Override
        public ListMetricsResponse listMetrics(ListMetricsRequest request) {
            return ListMetricsResponse.builder()
                    .metrics(puts.stream()
                            .filter(put -> request.namespace() == null
                                    || put.namespace().equals(request.namespace()))
                            .map(put -> Metric.builder()
                                    .namespace(put.namespace())
                                    .metricName(put.datum().metricName())
                                    .dimensions(put.datum().dimensions())
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public GetMetricStatisticsResponse getMetricStatistics(GetMetricStatisticsRequest request) {
            return GetMetricStatisticsResponse.builder()
                    .label(request.metricName())
                    .datapoints(puts.stream()
                            .filter(put -> put.datum().metricName().equals(request.metricName()))
                            .map(put -> Datapoint.builder()
                                    .timestamp(put.datum().timestamp())
                                    .sum(put.datum().value())
                                    .unit(put.datum().unit())
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}

package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.math.Value;
import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.cloudwatch.query.QuerySet;
import dev.kagemusha.metrics.Resolution;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Statistics and math of many metrics at once: {@code GetMetricData}. */
final class MetricData implements CloudWatchClient {
    private static final int MOST_QUERIES = 500;
    private static final int MOST_POINTS = 100_800;

    private final Parts parts;
    private final Call call;

    MetricData(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /** One of the answer's series, of which pages take points one after another. */
    private record Row(String id, String label, Value.Series series) {}

    @Override
    public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
        int count = request.metricDataQueries().size();
        if (count == 0 || count > MOST_QUERIES) {
            throw CloudWatchErrors.validation(
                    count == 0
                            ? "The parameter MetricDataQueries is required."
                            : "The collection MetricDataQueries must not have a size greater than 500.");
        }
        if (!request.startTime().isBefore(request.endTime())) {
            throw CloudWatchErrors.validation("The parameter StartTime must be less than the parameter EndTime.");
        }
        int most = request.maxDatapoints() == null ? MOST_POINTS : request.maxDatapoints();
        if (most < 1 || most > MOST_POINTS) {
            throw CloudWatchErrors.validation("The value " + most + " for parameter MaxDatapoints is invalid.");
        }
        QuerySet queries = QuerySet.of(request.metricDataQueries(), call.account());
        if (queries.all().stream().noneMatch(QuerySet.Query::returned)) {
            throw CloudWatchErrors.validation("At least one of the queries must have ReturnData true.");
        }
        parts.metrics().flush();
        Map<String, List<Value.Series>> found = parts.store()
                .read(view -> queries.evaluate(view, call.scope(), parts.reader(), period -> span(request, period)));
        List<Row> rows = new ArrayList<>();
        for (QuerySet.Query query : queries.all()) {
            List<Value.Series> all = found.getOrDefault(query.id(), List.of());
            for (Value.Series series : all) {
                // Several series of one expression keep their own labels behind the expression's.
                String label = all.size() == 1 ? query.label() : query.label() + " " + series.label();
                rows.add(new Row(query.id(), label, series));
            }
        }
        return page(request, rows, most);
    }

    private Reader.Span span(GetMetricDataRequest request, int period) {
        long now = call.clock().millis() / 1000;
        long start = Reader.start(request.startTime().getEpochSecond(), period, now);
        // Points begin at whole periods, whatever the start; and nothing is older than what is kept.
        long kept = now - retention(period);
        start = Math.max(start, kept);
        start -= Math.floorMod(start, (long) period);
        long end = Math.min(Statistics.end(request.endTime()), now + period + 7200);
        return new Reader.Span(start, end, period);
    }

    private static long retention(int period) {
        if (period % Resolution.HOUR.seconds() == 0) {
            return Resolution.HOUR.retention();
        }
        if (period % Resolution.FIVE_MINUTES.seconds() == 0) {
            return Resolution.FIVE_MINUTES.retention();
        }
        return period % 60 == 0 ? Resolution.MINUTE.retention() : Resolution.SECOND.retention();
    }

    private static GetMetricDataResponse page(GetMetricDataRequest request, List<Row> rows, int most) {
        int row = 0;
        int point = 0;
        if (request.nextToken() != null) {
            byte[] place = Tokens.read(request.nextToken());
            if (place.length != 2 * Integer.BYTES) {
                throw CloudWatchErrors.invalidToken();
            }
            row = ByteBuffer.wrap(place).getInt();
            point = ByteBuffer.wrap(place).getInt(Integer.BYTES);
            if (row < 0
                    || row >= rows.size()
                    || point < 0
                    || point > rows.get(row).series().size()) {
                throw CloudWatchErrors.invalidToken();
            }
        }
        boolean ascending = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        List<MetricDataResult> results = new ArrayList<>();
        int left = most;
        while (row < rows.size() && left > 0) {
            Row from = rows.get(row);
            int size = from.series().size();
            int take = Math.min(left, size - point);
            List<Instant> times = new ArrayList<>(take);
            List<Double> values = new ArrayList<>(take);
            for (int i = point; i < point + take; i++) {
                int at = ascending ? i : size - 1 - i;
                times.add(Instant.ofEpochSecond(from.series().seconds()[at]));
                values.add(from.series().values()[at]);
            }
            boolean complete = point + take == size;
            results.add(MetricDataResult.builder()
                    .id(from.id())
                    .label(from.label())
                    .timestamps(times)
                    .values(values)
                    .statusCode(complete ? StatusCode.COMPLETE : StatusCode.PARTIAL_DATA)
                    .build());
            left -= take;
            if (complete) {
                row++;
                point = 0;
            } else {
                point += take;
            }
        }
        GetMetricDataResponse.Builder answer =
                GetMetricDataResponse.builder().metricDataResults(results).messages(List.of());
        if (row < rows.size()) {
            byte[] place = ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(row)
                    .putInt(point)
                    .array();
            answer.nextToken(Tokens.write(place));
        }
        return answer.build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

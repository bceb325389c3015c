package dev.kagemusha.cloudwatch.query;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.math.Expression;
import dev.kagemusha.cloudwatch.math.MathException;
import dev.kagemusha.cloudwatch.math.Value;
import dev.kagemusha.cloudwatch.metric.Bucket;
import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.cloudwatch.metric.Statistic;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** Queries by their ids: metrics that are read, and expressions over each other. Checked when it is made. */
public final class QuerySet {
    private static final int HOUR = 3600;

    private final Map<String, Query> queries;

    private QuerySet(Map<String, Query> queries) {
        this.queries = queries;
    }

    /** One of them. */
    public sealed interface Query {
        String id();

        String label();

        boolean returned();

        /** A metric. */
        record OfMetric(
                String id,
                String label,
                boolean returned,
                MetricId metric,
                Statistic statistic,
                int period,
                @Nullable String unit)
                implements Query {}

        /** An expression. */
        record OfMath(String id, String label, boolean returned, Expression expression) implements Query {}
    }

    /**
     * Reads queries.
     *
     * @param account the caller's; that of another account can be asked for in no query here
     */
    public static QuerySet of(List<MetricDataQuery> asked, String account) {
        Map<String, Query> queries = new LinkedHashMap<>();
        for (MetricDataQuery each : asked) {
            checkId(each.id());
            if (each.accountId() != null && !each.accountId().equals(account)) {
                throw CloudWatchErrors.validation(
                        "The account " + each.accountId() + " is not linked to this monitoring account.");
            }
            if (queries.put(each.id(), query(each)) != null) {
                throw CloudWatchErrors.validation("The values for parameter id in MetricDataQueries are not unique.");
            }
        }
        QuerySet set = new QuerySet(queries);
        set.checkReferences();
        return set;
    }

    private static void checkId(String id) {
        boolean good = id.charAt(0) >= 'a' && id.charAt(0) <= 'z';
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            good &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
        if (!good) {
            throw CloudWatchErrors.validation("The value " + id + " for parameter MetricDataQueries.member.Id is not"
                    + " matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
        }
    }

    private static Query query(MetricDataQuery asked) {
        boolean returned = !Boolean.FALSE.equals(asked.returnData());
        MetricStat stat = asked.metricStat();
        if ((stat == null) == (asked.expression() == null)) {
            throw CloudWatchErrors.validation("The parameters MetricDataQueries.member.Expression and"
                    + " MetricDataQueries.member.MetricStat are mutually exclusive, and one of them is required (id "
                    + asked.id() + ").");
        }
        if (stat == null) {
            String label = asked.label() == null ? asked.id() : asked.label();
            return new Query.OfMath(asked.id(), label, returned, expression(asked.id(), asked.expression()));
        }
        if (stat.metric().namespace() == null || stat.metric().metricName() == null) {
            throw CloudWatchErrors.validation(
                    "MetricName and Namespace are required in MetricStat.Metric (id " + asked.id() + ").");
        }
        checkPeriod(stat.period());
        Statistic statistic = Statistic.parse(stat.stat());
        if (statistic == null) {
            throw CloudWatchErrors.validation("The value " + stat.stat()
                    + " for parameter MetricDataQueries.member.MetricStat.Stat is not" + " supported.");
        }
        MetricId metric = Ids.of(
                stat.metric().namespace(),
                stat.metric().metricName(),
                stat.metric().dimensions());
        String label = asked.label() == null ? metric.name() : asked.label();
        return new Query.OfMetric(asked.id(), label, returned, metric, statistic, stat.period(), stat.unitAsString());
    }

    /** Periods of less than a minute are those of high-resolution metrics. */
    public static void checkPeriod(int period) {
        boolean fine = period == 1 || period == 5 || period == 10 || period == 20 || period == 30;
        if (!fine && period % 60 != 0) {
            throw CloudWatchErrors.validation("Period must be 1, 5, 10, 20, 30, or a multiple of 60.");
        }
    }

    private static Expression expression(String id, String text) {
        try {
            return Expression.parse(text);
        } catch (MathException e) {
            throw wrong(id, e);
        }
    }

    private static RuntimeException wrong(String id, MathException problem) {
        return CloudWatchErrors.validation("Error in expression '" + id + "': " + problem.getMessage());
    }

    /** Whether what expressions name is there and no expression needs itself: found without reading any data. */
    private void checkReferences() {
        Set<String> known = new HashSet<>();
        for (Query query : queries.values()) {
            check(query, new HashSet<>(), known);
        }
    }

    private void check(Query query, Set<String> path, Set<String> known) {
        if (!(query instanceof Query.OfMath math) || known.contains(query.id())) {
            return;
        }
        if (!path.add(query.id())) {
            throw wrong(query.id(), "a circular reference");
        }
        for (String name : math.expression().names()) {
            Query other = queries.get(name);
            if (other == null) {
                throw wrong(query.id(), "unknown name '" + name + "'");
            }
            check(other, path, known);
        }
        path.remove(query.id());
        known.add(query.id());
    }

    private static RuntimeException wrong(String id, String text) {
        return CloudWatchErrors.validation("Error in expression '" + id + "': " + text);
    }

    /** In the order of the request. */
    public List<Query> all() {
        return List.copyOf(queries.values());
    }

    /** The metrics among them. */
    public List<Query.OfMetric> metrics() {
        List<Query.OfMetric> metrics = new ArrayList<>();
        for (Query query : queries.values()) {
            if (query instanceof Query.OfMetric metric) {
                metrics.add(metric);
            }
        }
        return metrics;
    }

    /** The period of its shortest metric; an hour when there is none. */
    public int period() {
        int least = Integer.MAX_VALUE;
        for (Query.OfMetric metric : metrics()) {
            least = Math.min(least, metric.period());
        }
        return least == Integer.MAX_VALUE ? HOUR : least;
    }

    /**
     * Reads and computes all that are returned.
     *
     * @param span the stretch of time for a period in seconds
     * @return what each is worth, by its id: one series or several
     */
    public Map<String, List<Value.Series>> evaluate(
            ReadView view, int scope, Reader reader, IntFunction<Reader.Span> span) {
        Evaluation evaluation = new Evaluation(view, scope, reader, span);
        Map<String, List<Value.Series>> results = new LinkedHashMap<>();
        for (Query query : queries.values()) {
            if (query.returned()) {
                results.put(query.id(), evaluation.series(query));
            }
        }
        return results;
    }

    private final class Evaluation implements Expression.Names {
        private final ReadView view;
        private final int scope;
        private final Reader reader;
        private final IntFunction<Reader.Span> span;
        private final Map<String, Value> values = new LinkedHashMap<>();

        Evaluation(ReadView view, int scope, Reader reader, IntFunction<Reader.Span> span) {
            this.view = view;
            this.scope = scope;
            this.reader = reader;
            this.span = span;
        }

        List<Value.Series> series(Query query) {
            return switch (valueOf(query)) {
                case Value.Series series -> List.of(series);
                case Value.Many many -> many.all();
                default -> throw wrong(query.id(), "it returns no time series");
            };
        }

        private Value valueOf(Query query) {
            Value known = values.get(query.id());
            if (known != null) {
                return known;
            }
            Value value =
                    switch (query) {
                        case Query.OfMetric metric -> read(metric);
                        case Query.OfMath math -> compute(math);
                    };
            values.put(query.id(), value);
            return value;
        }

        private Value compute(Query.OfMath math) {
            try {
                Value value = math.expression().evaluate(this);
                return value instanceof Value.Series series
                        ? new Value.Series(math.label(), series.seconds(), series.values(), series.grid())
                        : value;
            } catch (MathException e) {
                throw wrong(math.id(), e);
            }
        }

        private Value.Series read(Query.OfMetric metric) {
            Reader.Span stretch = span.apply(metric.period());
            List<Bucket> buckets = Reader.joined(reader.read(view, scope, metric.metric(), stretch, metric.unit()));
            long[] seconds = new long[buckets.size()];
            double[] values0 = new double[buckets.size()];
            int size = 0;
            for (Bucket bucket : buckets) {
                Double value = metric.statistic().of(bucket.samples());
                if (value != null) {
                    seconds[size] = bucket.second();
                    values0[size++] = value;
                }
            }
            return new Value.Series(
                    metric.label(),
                    java.util.Arrays.copyOf(seconds, size),
                    java.util.Arrays.copyOf(values0, size),
                    grid(stretch));
        }

        private Value.Grid grid(Reader.Span stretch) {
            return new Value.Grid(stretch.start(), stretch.end(), stretch.period());
        }

        @Override
        public @Nullable Value value(String id) {
            Query query = queries.get(id);
            return query == null ? null : valueOf(query);
        }

        @Override
        public List<Value.Series> metrics(String part) {
            List<Value.Series> all = new ArrayList<>();
            for (Query.OfMetric metric : QuerySet.this.metrics()) {
                if (metric.id().contains(part)) {
                    all.add((Value.Series) valueOf(metric));
                }
            }
            return all;
        }

        @Override
        public Value.Grid grid() {
            return grid(span.apply(period()));
        }
    }
}

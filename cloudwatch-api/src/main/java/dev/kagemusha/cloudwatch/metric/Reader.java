package dev.kagemusha.cloudwatch.metric;

import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.metrics.Point;
import dev.kagemusha.metrics.Resolution;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the points of a metric together by periods. */
public final class Reader {
    private static final int MINUTE = 60;

    private final Metrics metrics;
    private final InstantSource clock;

    public Reader(Metrics metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * A stretch of time in periods.
     *
     * @param start epoch second at which a period begins
     * @param end epoch second that does not belong to it
     * @param period seconds
     */
    public record Span(long start, long end, int period) {}

    /**
     * What was measured in each period that has anything, in order. The same period comes once for each unit.
     *
     * @param unit only what was measured in this unit, or null
     */
    public List<Bucket> read(ReadView view, int scope, MetricId id, Span span, @Nullable String unit) {
        Map<String, Samples> units = new LinkedHashMap<>();
        List<Bucket> buckets = new ArrayList<>();
        long begin = Long.MIN_VALUE;
        for (Point point : metrics.points(view, scope, id, resolution(span), span.start(), span.end())) {
            if (unit != null && !unit.equals(point.unit())) {
                continue;
            }
            long at = point.second() - Math.floorMod(point.second() - span.start(), (long) span.period());
            if (at != begin) {
                close(begin, units, buckets);
                begin = at;
            }
            units.merge(point.unit(), point.samples(), Samples::with);
        }
        close(begin, units, buckets);
        return buckets;
    }

    private static void close(long begin, Map<String, Samples> units, List<Bucket> into) {
        units.forEach((unit, samples) -> into.add(new Bucket(begin, unit, samples)));
        units.clear();
    }

    /** The same whatever the unit: one bucket a period, which bears the first of its units. */
    public static List<Bucket> joined(List<Bucket> buckets) {
        List<Bucket> joined = new ArrayList<>(buckets.size());
        for (Bucket bucket : buckets) {
            if (!joined.isEmpty() && joined.getLast().second() == bucket.second()) {
                Bucket before = joined.removeLast();
                bucket = new Bucket(
                        before.second(), before.unit(), before.samples().with(bucket.samples()));
            }
            joined.add(bucket);
        }
        return joined;
    }

    /** The coarsest points of which the periods are made. */
    private Resolution resolution(Span span) {
        if (span.period() % MINUTE != 0) {
            return Resolution.SECOND;
        }
        long now = clock.millis() / 1000;
        return isMadeOf(span, Resolution.HOUR, now)
                ? Resolution.HOUR
                : isMadeOf(span, Resolution.FIVE_MINUTES, now) ? Resolution.FIVE_MINUTES : Resolution.MINUTE;
    }

    private static boolean isMadeOf(Span span, Resolution resolution, long now) {
        long seconds = resolution.seconds();
        // A point across the end does no harm where nothing was measured yet, and cannot be helped where nothing finer
        // is left.
        boolean ends =
                span.end() % seconds == 0 || span.end() >= now || now - span.start() > Resolution.MINUTE.retention();
        return span.period() % seconds == 0 && span.start() % seconds == 0 && ends;
    }

    /**
     * The start that CloudWatch takes for one that is asked for: rounded down to the points that are left of that time, as the
     * reference of {@code GetMetricStatistics} says.
     */
    public static long start(long second, int period, long now) {
        long age = now - second;
        long to = age > Resolution.FIVE_MINUTES.retention()
                ? Resolution.HOUR.seconds()
                : age > Resolution.MINUTE.retention()
                        ? Resolution.FIVE_MINUTES.seconds()
                        : period % MINUTE == 0 ? MINUTE : period;
        return second - Math.floorMod(second, to);
    }
}

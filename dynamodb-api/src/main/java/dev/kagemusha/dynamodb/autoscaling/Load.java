package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.metrics.Point;
import dev.kagemusha.metrics.Resolution;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.service.Environment;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a policy tracks, but for metric math, as measured in the minutes that an alarm has looked at. */
final class Load {
    private static final int MINUTE = 60;

    private final Environment environment;

    Load(Environment environment) {
        this.environment = environment;
    }

    /** The average of the minutes that have data, of the last so many before that time; not a number if none has. */
    double average(Policy policy, Target.Home home, Instant at, int minutes) {
        Metrics metrics = environment.metrics();
        metrics.flush();
        TrackedMetric tracked = policy.tracked() instanceof TrackedMetric metric ? metric : null;
        MetricId id = tracked == null ? consumed(policy.scalable()) : tracked.id();
        String unit = tracked == null ? null : tracked.unit();
        int scope = environment.store().scope(Metrics.scope(home.partition(), home.account(), home.region()));
        long end = at.getEpochSecond() / MINUTE * MINUTE;
        List<Point> points = environment
                .store()
                .read(view -> metrics.points(view, scope, id, Resolution.MINUTE, end - (long) minutes * MINUTE, end));
        Map<Long, Samples> byMinute = new HashMap<>();
        for (Point point : points) {
            if (unit == null || unit.equals(point.unit())) {
                byMinute.merge(point.second(), point.samples(), Samples::with);
            }
        }
        double sum = 0;
        for (Samples samples : byMinute.values()) {
            sum += statistic(samples, tracked);
        }
        return sum / byMinute.size();
    }

    private static MetricId consumed(Scalable scalable) {
        return MetricId.of(
                "AWS/DynamoDB",
                scalable.writes() ? "ConsumedWriteCapacityUnits" : "ConsumedReadCapacityUnits",
                scalable.dimensions().toArray(new String[0]));
    }

    private static double statistic(Samples samples, @Nullable TrackedMetric tracked) {
        return switch (tracked == null ? "Sum" : tracked.statistic()) {
            case "Average" -> samples.average();
            case "Minimum" -> samples.min();
            case "Maximum" -> samples.max();
            case "SampleCount" -> samples.count();
            default -> samples.sum();
        };
    }
}

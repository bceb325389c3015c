package dev.kagemusha.cloudwatch.metric;

import dev.kagemusha.metrics.Samples;
import org.jspecify.annotations.Nullable;

/** Computes over sorted values and how often each was measured. */
final class Ranks {
    private Ranks() {}

    /** The least value that this percentage of the measurements does not exceed. */
    static double valueAt(Samples samples, double percent) {
        double wanted = percent / 100 * samples.count();
        double seen = 0;
        for (int i = 0; i < samples.values().length; i++) {
            seen += samples.counts()[i];
            if (seen >= wanted) {
                return samples.values()[i];
            }
        }
        return samples.max();
    }

    /** Null for the mean of nothing. */
    static @Nullable Double part(Samples samples, Statistic.Part part) {
        double count = 0;
        double sum = 0;
        double seen = 0;
        double from = part.lower().percent() ? part.lower().at() / 100 * samples.count() : 0;
        double to = part.upper().percent() ? part.upper().at() / 100 * samples.count() : 0;
        for (int i = 0; i < samples.values().length; i++) {
            double value = samples.values()[i];
            double times = samples.counts()[i];
            double inside;
            if (part.lower().percent()) {
                inside = Math.max(0, Math.min(seen + times, to) - Math.max(seen, from));
            } else {
                inside = value > part.lower().at() && value <= part.upper().at() ? times : 0;
            }
            seen += times;
            count += inside;
            sum += inside * value;
        }
        return switch (part.of()) {
            case MEAN -> count == 0 ? null : sum / count;
            case COUNT -> count;
            case SUM -> sum;
            case RANK -> 100 * count / samples.count();
            case WINSORIZED_MEAN -> winsorized(samples, part);
        };
    }

    /** What lies outside counts as if it were the bound. */
    private static double winsorized(Samples samples, Statistic.Part part) {
        boolean percent = part.lower().percent();
        double low =
                percent ? valueAt(samples, part.lower().at()) : part.lower().at();
        double high =
                percent ? valueAt(samples, part.upper().at()) : part.upper().at();
        double sum = 0;
        for (int i = 0; i < samples.values().length; i++) {
            sum += Math.max(low, Math.min(high, samples.values()[i])) * samples.counts()[i];
        }
        return sum / samples.count();
    }
}

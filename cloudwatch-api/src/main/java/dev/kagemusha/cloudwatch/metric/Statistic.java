package dev.kagemusha.cloudwatch.metric;

import dev.kagemusha.metrics.Samples;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What is computed of measurements: {@code Average}, {@code p99.9}, {@code TM(10%:90%)} and the others of "CloudWatch statistics
 * definitions" in the user guide.
 */
public sealed interface Statistic {
    /** The value, or null when it cannot be told: of a statistic set the single values are not known. */
    @Nullable
    Double of(Samples samples);

    /** As a request spells it. */
    String text();

    /** The five that every measurement has. */
    record Simple(Kind kind) implements Statistic {
        /** Spelled as on the wire. */
        public enum Kind {
            SAMPLE_COUNT("SampleCount"),
            AVERAGE("Average"),
            SUM("Sum"),
            MINIMUM("Minimum"),
            MAXIMUM("Maximum");

            private final String text;

            Kind(String text) {
                this.text = text;
            }
        }

        @Override
        public Double of(Samples samples) {
            return switch (kind) {
                case SAMPLE_COUNT -> samples.count();
                case AVERAGE -> samples.average();
                case SUM -> samples.sum();
                case MINIMUM -> samples.min();
                case MAXIMUM -> samples.max();
            };
        }

        @Override
        public String text() {
            return kind.text;
        }
    }

    /** {@code p90}: the value that this share of the measurements does not exceed. */
    record Percentile(double percent, String text) implements Statistic {
        @Override
        public @Nullable Double of(Samples samples) {
            // CloudWatch has none where a value is negative.
            return !samples.hasValues() || samples.min() < 0 ? null : Ranks.valueAt(samples, percent);
        }
    }

    /** Statistics over a part of the measurements: trimmed or winsorized means, counts, sums, ranks. */
    record Part(Of of, Bound lower, Bound upper, String text) implements Statistic {
        /** What is computed of the part. */
        public enum Of {
            MEAN,
            WINSORIZED_MEAN,
            COUNT,
            SUM,
            RANK
        }

        @Override
        public @Nullable Double of(Samples samples) {
            return samples.hasValues() ? Ranks.part(samples, this) : null;
        }
    }

    /** A bound of a part: a share of the measurements in percent, or a value. */
    record Bound(double at, boolean percent) {}

    /** Reads a statistic, or null if there is none of that spelling. */
    static @Nullable Statistic parse(String text) {
        for (Simple.Kind kind : Simple.Kind.values()) {
            if (kind.text.equals(text)) {
                return new Simple(kind);
            }
        }
        if (text.equals("IQM")) {
            return new Part(Part.Of.MEAN, new Bound(25, true), new Bound(75, true), text);
        }
        int open = text.indexOf('(');
        return open > 0 && text.endsWith(")")
                ? part(text, text.substring(0, open), text.substring(open + 1, text.length() - 1))
                : shorthand(text);
    }

    private static @Nullable Statistic shorthand(String text) {
        int letters = text.startsWith("p") ? 1 : 2;
        Double number = text.length() <= letters ? null : number(text.substring(letters));
        if (number == null || number > 100) {
            return null;
        }
        if (letters == 1) {
            return new Percentile(number, text);
        }
        Part.Of of = kind(text.substring(0, 2));
        return of == null || of == Part.Of.RANK
                ? null
                : new Part(of, new Bound(0, true), new Bound(number, true), text);
    }

    private static Part.@Nullable Of kind(String lower) {
        return switch (lower) {
            case "tm" -> Part.Of.MEAN;
            case "wm" -> Part.Of.WINSORIZED_MEAN;
            case "tc" -> Part.Of.COUNT;
            case "ts" -> Part.Of.SUM;
            case "pr" -> Part.Of.RANK;
            default -> null;
        };
    }

    private static @Nullable Statistic part(String text, String name, String range) {
        Part.Of of = name.equals(name.toUpperCase(Locale.ROOT)) ? kind(name.toLowerCase(Locale.ROOT)) : null;
        int colon = range.indexOf(':');
        if (of == null || colon < 0 || range.length() == 1) {
            return null;
        }
        String low = range.substring(0, colon);
        String high = range.substring(colon + 1);
        boolean percent = low.endsWith("%") || high.endsWith("%");
        Bound lower = low.isEmpty() ? new Bound(percent ? 0 : Double.NEGATIVE_INFINITY, percent) : bound(low, percent);
        Bound upper =
                high.isEmpty() ? new Bound(percent ? 100 : Double.POSITIVE_INFINITY, percent) : bound(high, percent);
        boolean bad = lower == null || upper == null || (percent && of == Part.Of.RANK);
        return bad || lower == null || upper == null || lower.at() > upper.at()
                ? null
                : new Part(of, lower, upper, text);
    }

    private static @Nullable Bound bound(String text, boolean percent) {
        if (text.endsWith("%") != percent) {
            return null;
        }
        Double at = number(percent ? text.substring(0, text.length() - 1) : text);
        return at == null || (percent && at > 100) ? null : new Bound(at, percent);
    }

    private static @Nullable Double number(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return null;
            }
        }
        try {
            double number = Double.parseDouble(text);
            return number >= 0 && !Double.isInfinite(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

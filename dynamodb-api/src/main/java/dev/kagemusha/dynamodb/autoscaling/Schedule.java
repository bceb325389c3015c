package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** When a scheduled action happens: {@code at(yyyy-mm-ddThh:mm:ss)}, {@code rate(value unit)} or {@code cron(fields)}. */
sealed interface Schedule {
    /**
     * The next time after this one, or null.
     *
     * @param start when the action was made, or begins: what a rate counts from
     */
    @Nullable
    Instant next(Instant after, Instant start);

    /** Once. */
    record At(Instant time) implements Schedule {
        @Override
        public @Nullable Instant next(Instant after, Instant start) {
            return time.isAfter(after) ? time : null;
        }
    }

    /** Again and again. */
    record Rate(Duration every) implements Schedule {
        @Override
        public Instant next(Instant after, Instant start) {
            if (after.isBefore(start)) {
                return start;
            }
            long done = Duration.between(start, after).toMillis() / every.toMillis();
            return start.plusMillis((done + 1) * every.toMillis());
        }
    }

    /** By the calendar of a time zone. */
    record OfCalendar(Cron cron, ZoneId zone) implements Schedule {
        @Override
        public @Nullable Instant next(Instant after, Instant start) {
            return cron.next(after, zone);
        }
    }

    /** @throws IllegalArgumentException for what is no schedule */
    static Schedule parse(String text, ZoneId zone) {
        int open = text.indexOf('(');
        if (open < 0 || !text.endsWith(")")) {
            throw new IllegalArgumentException(text);
        }
        String inside = text.substring(open + 1, text.length() - 1);
        return switch (text.substring(0, open)) {
            case "at" -> at(inside, zone);
            case "rate" -> rate(inside);
            case "cron" -> new OfCalendar(Cron.parse(inside), zone);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Schedule at(String text, ZoneId zone) {
        try {
            return new At(LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Schedule rate(String text) {
        String[] words = text.split(" ");
        long value = words.length == 2 ? Long.parseLong(words[0]) : 0;
        if (value < 1) {
            throw new IllegalArgumentException(text);
        }
        return new Rate(
                switch (words[1]) {
                    case "minute", "minutes" -> Duration.ofMinutes(value);
                    case "hour", "hours" -> Duration.ofHours(value);
                    case "day", "days" -> Duration.ofDays(value);
                    default -> throw new IllegalArgumentException(text);
                });
    }
}

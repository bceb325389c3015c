package dev.kagemusha.s3.lifecycle;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Lifecycle's arithmetic of time: a number of days after a moment, and from there to the next midnight UTC. An object made on the
 * 15th at 10:30 with a rule of 3 days has its turn on the 19th at 00:00.
 */
public final class Days {
    static final long MILLIS = 86_400_000L;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Days() {}

    /** When something is due that is to happen so many days after a moment; all in epoch milliseconds. */
    public static long after(long moment, int days) {
        return midnight(moment) + (days + 1) * MILLIS;
    }

    /** The midnight that a day began with. */
    static long midnight(long moment) {
        return Math.floorDiv(moment, MILLIS) * MILLIS;
    }

    /** The midnight that ends a day. */
    public static long next(long moment) {
        return midnight(moment) + MILLIS;
    }

    /** As HTTP headers write a moment. */
    public static String httpDate(long moment) {
        return HTTP_DATE.format(Instant.ofEpochMilli(moment));
    }

    static long of(Instant date) {
        return date.toEpochMilli();
    }
}

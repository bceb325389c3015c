package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates as signatures write them: {@code 20150830T123600Z}. */
final class SigningDate {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXTENDED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private SigningDate() {}

    /** Null when {@code text} is not of this form or no date. */
    static @Nullable Instant parse(String text) {
        if (text.length() != 16 || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return null;
        }
        for (int i = 0; i < 15; i++) {
            if (i != 8 && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return null;
            }
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The same, or the form of the Date header. */
    static @Nullable Instant parseAny(String text) {
        Instant basic = parse(text);
        if (basic != null) {
            return basic;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** The day of a date in the form it was sent in. */
    static String day(String text, Instant parsed) {
        return text.length() == 16 ? text.substring(0, 8) : basic(parsed).substring(0, 8);
    }

    static String basic(Instant instant) {
        return BASIC.format(instant);
    }

    /** {@code 2015-08-30T12:36:00Z}, always with seconds and never with fractions. */
    static String extended(Instant instant) {
        return EXTENDED.format(instant);
    }
}

package dev.kagemusha.protocol.shape;

import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * Timestamps as AWS writes them. Reading accepts any of the formats, whichever is declared: clients mix them, and AWS reads
 * them all.
 */
public final class Timestamps {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final String DAYS = "ThuFriSatSunMonTueWed"; // 1 January 1970 was a Thursday
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.ofPattern("[EEE, ]d MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1970, 1, 1))
            .appendPattern(" HH:mm:ss zzz")
            .toFormatter(Locale.ENGLISH);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private Timestamps() {}

    /** @throws IllegalArgumentException when the text is no timestamp */
    public static Instant parse(String text, Format format) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty timestamp");
        }
        try {
            if (text.indexOf(':') < 0 && text.indexOf('-', 1) != 4) {
                return epoch(text, format == Format.UNIX_TIMESTAMP_MILLIS);
            }
            char first = text.charAt(0);
            if (first >= '0' && first <= '9' && text.length() > 4 && text.charAt(4) == '-') {
                return iso(text);
            }
            if (text.indexOf(',') < 0 && text.length() == 24) {
                return LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC);
            }
            return Instant.from((text.indexOf('-') > 0 ? RFC_850 : RFC_1123).parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Instant iso(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        char last = text.charAt(text.length() - 1);
        return last == 'Z' || last == 'z'
                ? Instant.parse(text)
                : OffsetDateTime.parse(text).toInstant();
    }

    private static Instant epoch(String text, boolean millis) {
        BigDecimal number = Scalars.decimal(text);
        if (millis) {
            number = number.movePointLeft(3);
        }
        BigDecimal seconds = number.setScale(0, RoundingMode.FLOOR);
        long nanos = number.subtract(seconds)
                .movePointRight(9)
                .setScale(0, RoundingMode.DOWN)
                .longValue();
        return Instant.ofEpochSecond(seconds.longValueExact(), nanos);
    }

    /** @param millis whether an ISO timestamp has its milliseconds even if they are zero */
    public static String format(Instant instant, Format format, boolean millis) {
        return switch (format) {
            case ISO_8601 -> iso(instant, millis);
            case RFC_822 -> httpDate(instant);
            case UNIX_TIMESTAMP -> epochSeconds(instant);
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
        };
    }

    /** {@code 2009-10-12T17:50:30.000Z}; finer than milliseconds is cut off. */
    public static String iso(Instant instant, boolean millis) {
        StringBuilder out = new StringBuilder(24);
        long second = instant.getEpochSecond();
        long day = Math.floorDiv(second, SECONDS_OF_DAY);
        date(out, day);
        out.append('T');
        time(out, (int) (second - day * SECONDS_OF_DAY));
        int fraction = instant.getNano() / 1_000_000;
        if (millis || fraction != 0) {
            out.append('.').append((char) ('0' + fraction / 100));
            two(out, fraction % 100);
        }
        return out.append('Z').toString();
    }

    /** {@code Mon, 12 Oct 2009 17:50:30 GMT}. */
    public static String httpDate(Instant instant) {
        StringBuilder out = new StringBuilder(29);
        long second = instant.getEpochSecond();
        long day = Math.floorDiv(second, SECONDS_OF_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        int weekday = (int) Math.floorMod(day, 7L) * 3;
        out.append(DAYS, weekday, weekday + 3).append(", ");
        two(out, date.getDayOfMonth());
        int month = (date.getMonthValue() - 1) * 3;
        out.append(' ')
                .append(MONTHS, month, month + 3)
                .append(' ')
                .append(date.getYear())
                .append(' ');
        time(out, (int) (second - day * SECONDS_OF_DAY));
        return out.append(" GMT").toString();
    }

    private static String epochSeconds(Instant instant) {
        int fraction = instant.getNano() / 1_000_000;
        if (fraction == 0) {
            return Long.toString(instant.getEpochSecond());
        }
        return BigDecimal.valueOf(instant.toEpochMilli(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void date(StringBuilder out, long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        int year = date.getYear();
        if (year >= 1000 && year <= 9999) {
            two(out, year / 100);
            two(out, year % 100);
            out.append('-');
            two(out, date.getMonthValue());
            out.append('-');
            two(out, date.getDayOfMonth());
        } else {
            out.append(date);
        }
    }

    private static void time(StringBuilder out, int secondOfDay) {
        two(out, secondOfDay / 3600);
        out.append(':');
        two(out, secondOfDay / 60 % 60);
        out.append(':');
        two(out, secondOfDay % 60);
    }

    private static void two(StringBuilder out, int value) {
        out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}

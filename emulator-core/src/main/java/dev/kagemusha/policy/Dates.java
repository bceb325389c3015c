package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Reads the dates of policies and requests: seconds since 1970, or ISO 8601 as loosely as IAM takes it (parts of a date,
 * a single digit for the hour, an offset of hours only; UTC where none is given).
 */
final class Dates {
    private static final int NONE = -1;

    private final String text;
    private int at;

    private Dates(String text) {
        this.text = text;
    }

    /** Null if the text is no date. Four digits are a year. */
    static @Nullable Instant parse(String text) {
        try {
            if (isInteger(text) && text.length() != 4) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return new Dates(text).read();
        } catch (DateTimeException | NumberFormatException notADate) {
            return null;
        }
    }

    private static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (!digit(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > start;
    }

    private @Nullable Instant read() {
        int year = digits(9);
        int month = 1;
        int day = 1;
        if (year == NONE) {
            return null;
        }
        if (skip('-')) {
            month = digits(2);
            if (month != NONE && skip('-')) {
                day = digits(2);
            }
        }
        int[] time = new int[4];
        int offset = 0;
        if (skip('T') || skip('t')) {
            if (at < text.length() && !time(time)) {
                return null;
            }
            Integer given = offset();
            if (given == null) {
                return null;
            }
            offset = given;
        }
        if (at != text.length() || month == NONE || day == NONE) {
            return null;
        }
        long local =
                LocalDateTime.of(year, month, day, time[0], time[1], time[2]).toEpochSecond(ZoneOffset.UTC);
        return Instant.ofEpochSecond(local - offset, time[3]);
    }

    /** Hour, minute, second and nanosecond, the latter three optional. */
    private boolean time(int[] time) {
        time[0] = digits(2);
        if (time[0] == NONE) {
            return false;
        }
        for (int part = 1; part <= 2 && skip(':'); part++) {
            time[part] = digits(2);
            if (time[part] == NONE) {
                return false;
            }
        }
        if (skip('.')) {
            int start = at;
            int fraction = digits(9);
            if (fraction == NONE) {
                return false;
            }
            for (int i = at - start; i < 9; i++) {
                fraction *= 10;
            }
            time[3] = fraction;
        }
        return true;
    }

    /** Seconds east of UTC, less than a day; null if what follows is no offset. */
    private @Nullable Integer offset() {
        if (at == text.length() || skip('Z') || skip('z')) {
            return 0;
        }
        int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
        int start = at;
        int hours = digits(2);
        if (sign == 0 || at - start != 2) {
            return null;
        }
        int minutes = 0;
        if (at < text.length()) {
            skip(':');
            start = at;
            minutes = digits(2);
            if (at - start != 2) {
                return null;
            }
        }
        return hours > 23 || minutes > 59 ? null : Integer.valueOf(sign * (hours * 3600 + minutes * 60));
    }

    private int digits(int max) {
        int value = 0;
        int start = at;
        while (at < text.length() && at - start < max && digit(text.charAt(at))) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        return at == start ? NONE : value;
    }

    private boolean skip(char wanted) {
        boolean found = at < text.length() && text.charAt(at) == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}

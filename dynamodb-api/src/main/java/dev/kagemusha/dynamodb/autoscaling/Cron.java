package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Six fields as AWS's cron expressions have them: minutes, hours, day of month, month, day of week, year. Of the two days one is
 * {@code ?}. Weekdays count from Sunday, which is 1. Source: "Schedule recurring scaling actions using cron expressions" in the
 * Application Auto Scaling user guide.
 */
final class Cron {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final BitSet years;
    private final String dayOfMonth;
    private final String dayOfWeek;
    private final BitSet daysOfMonth;
    private final BitSet daysOfWeek;

    private Cron(String[] fields) {
        minutes = field(fields[0], 0, 59, List.of());
        hours = field(fields[1], 0, 23, List.of());
        dayOfMonth = fields[2];
        months = field(fields[3], 1, 12, MONTHS);
        dayOfWeek = fields[4];
        years = field(fields[5], FIRST_YEAR, LAST_YEAR, List.of());
        if (dayOfMonth.equals("?") == dayOfWeek.equals("?")) {
            throw new IllegalArgumentException("one of the two days is ?");
        }
        daysOfMonth = special(dayOfMonth) ? new BitSet() : field(dayOfMonth, 1, 31, List.of());
        daysOfWeek = special(dayOfWeek) ? new BitSet() : field(dayOfWeek, 1, 7, WEEKDAYS);
        if (special(dayOfMonth) && !dayOfMonth.equals("?")) {
            boolean ignored = onDayOfMonth(LocalDate.EPOCH);
        }
        if (special(dayOfWeek) && !dayOfWeek.equals("?")) {
            boolean ignored = onDayOfWeek(LocalDate.EPOCH);
        }
    }

    /** @throws IllegalArgumentException for what is none */
    static Cron parse(String text) {
        String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException(text);
        }
        return new Cron(fields);
    }

    /** What is no set of numbers: any day, the last, the nearest weekday, the n-th or last of a weekday. */
    private static boolean special(String field) {
        return field.equals("?")
                || field.equals("L")
                || field.endsWith("W")
                || field.indexOf('#') > 0
                || (field.length() > 1 && field.endsWith("L"));
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : Integer.parseInt(part.substring(slash + 1));
            int dash = range.indexOf('-');
            int from = least;
            int to = most;
            if (dash > 0) {
                from = number(range.substring(0, dash), names);
                to = number(range.substring(dash + 1), names);
            } else if (!range.equals("*")) {
                from = number(range, names);
                to = slash < 0 ? from : most;
            }
            if (from < least || to > most || step < 1) {
                throw new IllegalArgumentException(text);
            }
            // FRI-MON goes over the end.
            int end = to < from ? to + most - least + 1 : to;
            for (int i = from; i <= end; i += step) {
                set.set(i > most ? i - (most - least + 1) : i);
            }
        }
        return set;
    }

    private static int number(String text, List<String> names) {
        int named = names.indexOf(text);
        return named > 0 ? named : Integer.parseInt(text);
    }

    /** The next time after this one in that zone, or null. A local time that a change of the clocks leaves out does not happen. */
    @Nullable
    Instant next(Instant after, ZoneId zone) {
        ZonedDateTime local = after.atZone(zone);
        for (LocalDate day = nextDay(local.toLocalDate());
                day != null && day.getYear() <= LAST_YEAR;
                day = nextDay(day.plusDays(1))) {
            for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                    LocalDateTime time = day.atTime(hour, minute);
                    if (!zone.getRules().getValidOffsets(time).isEmpty()) {
                        Instant instant = time.atZone(zone).toInstant();
                        if (instant.isAfter(after)) {
                            return instant;
                        }
                    }
                }
            }
        }
        return null;
    }

    private @Nullable LocalDate nextDay(LocalDate from) {
        LocalDate day = from;
        while (day.getYear() <= LAST_YEAR) {
            int year = years.nextSetBit(day.getYear());
            if (year < 0) {
                return null;
            }
            if (year > day.getYear()) {
                day = LocalDate.of(year, 1, 1);
            } else if (!months.get(day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else if (dayOfMonth.equals("?") ? onDayOfWeek(day) : onDayOfMonth(day)) {
                return day;
            } else {
                day = day.plusDays(1);
            }
        }
        return null;
    }

    private boolean onDayOfMonth(LocalDate day) {
        if (dayOfMonth.equals("L")) {
            return day.getDayOfMonth() == day.lengthOfMonth();
        }
        if (dayOfMonth.endsWith("W")) {
            String before = dayOfMonth.substring(0, dayOfMonth.length() - 1);
            int wanted = before.equals("L") ? day.lengthOfMonth() : Integer.parseInt(before);
            return wanted <= day.lengthOfMonth() && day.equals(nearestWeekday(day.withDayOfMonth(wanted)));
        }
        return daysOfMonth.get(day.getDayOfMonth());
    }

    /** Never in another month. */
    private static LocalDate nearestWeekday(LocalDate day) {
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> day.getDayOfMonth() == 1 ? day.plusDays(2) : day.minusDays(1);
            case SUNDAY -> day.getDayOfMonth() == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
            default -> day;
        };
    }

    private boolean onDayOfWeek(LocalDate day) {
        int hash = dayOfWeek.indexOf('#');
        if (hash > 0) {
            DayOfWeek weekday = weekday(dayOfWeek.substring(0, hash));
            int nth = Integer.parseInt(dayOfWeek.substring(hash + 1));
            return day.getDayOfWeek() == weekday && (day.getDayOfMonth() - 1) / 7 + 1 == nth;
        }
        if (dayOfWeek.equals("L")) {
            return day.getDayOfWeek() == DayOfWeek.SATURDAY;
        }
        if (dayOfWeek.endsWith("L")) {
            DayOfWeek weekday = weekday(dayOfWeek.substring(0, dayOfWeek.length() - 1));
            return day.equals(day.with(TemporalAdjusters.lastInMonth(weekday)));
        }
        return daysOfWeek.get(day.getDayOfWeek().getValue() % 7 + 1);
    }

    private static DayOfWeek weekday(String text) {
        int number = number(text, WEEKDAYS);
        if (number < 1 || number > 7) {
            throw new IllegalArgumentException(text);
        }
        return number == 1 ? DayOfWeek.SUNDAY : DayOfWeek.of(number - 1);
    }
}

package dev.kagemusha.metrics;

import java.util.List;

/** CloudWatch's units; the place in this list is their number in the store, so it only grows at its end. */
final class Units {
    static final String NONE = "None";

    private static final List<String> ALL = List.of(
            NONE,
            "Seconds",
            "Microseconds",
            "Milliseconds",
            "Bytes",
            "Kilobytes",
            "Megabytes",
            "Gigabytes",
            "Terabytes",
            "Bits",
            "Kilobits",
            "Megabits",
            "Gigabits",
            "Terabits",
            "Percent",
            "Count",
            "Bytes/Second",
            "Kilobytes/Second",
            "Megabytes/Second",
            "Gigabytes/Second",
            "Terabytes/Second",
            "Bits/Second",
            "Kilobits/Second",
            "Megabits/Second",
            "Gigabits/Second",
            "Terabits/Second",
            "Count/Second");

    private Units() {}

    static int number(String unit) {
        int number = ALL.indexOf(unit);
        if (number < 0) {
            throw new IllegalArgumentException("no unit of CloudWatch: " + unit);
        }
        return number;
    }

    static String name(int number) {
        return ALL.get(number);
    }
}

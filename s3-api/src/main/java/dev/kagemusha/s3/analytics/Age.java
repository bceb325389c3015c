package dev.kagemusha.s3.analytics;

import java.time.Duration;

/** The groups of objects by their age, as the report names them. Groups are stored by number; {@link #ALL} holds every object. */
final class Age {
    static final int ALL = 12;

    /** Objects under this size are in no group but {@link #ALL}. */
    static final long LEAST = 128 << 10;

    private static final int[] FIRST = {0, 15, 30, 45, 60, 75, 90, 120, 150, 180, 365, 730};
    private static final String[] NAMES = {
        "000-014", "015-029", "030-044", "045-059", "060-074", "075-089", "090-119", "120-149", "150-179", "180-364",
        "365-729", "730+", "ALL"
    };

    private Age() {}

    /** The group of an object; {@link #ALL} where it is too small for any other. */
    static int of(long modified, long now, long size) {
        if (size < LEAST) {
            return ALL;
        }
        long days = Math.max(0, now - modified) / Duration.ofDays(1).toMillis();
        int group = FIRST.length - 1;
        while (FIRST[group] > days) {
            group--;
        }
        return group;
    }

    static String name(int group) {
        return NAMES[group];
    }

    /** Days that the youngest objects of a group have. */
    static int first(int group) {
        return FIRST[group];
    }
}

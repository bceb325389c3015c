package dev.kagemusha.s3.object;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * How fast an archived object is restored. Each takes the longest that AWS says it typically takes (S3 user guide, "Archive retrieval
 * options").
 */
enum RestoreTier {
    EXPEDITED(0, "Expedited", Duration.ofMinutes(5), null),
    STANDARD(1, "Standard", Duration.ofHours(5), Duration.ofHours(12)),
    BULK(2, "Bulk", Duration.ofHours(12), Duration.ofHours(48));

    private static final List<RestoreTier> ALL = List.of(values());

    private final int number;
    private final String name;
    private final Duration flexible;
    private final @Nullable Duration deep;

    /**
     * @param number as it is stored; a faster one has a smaller one
     * @param flexible from GLACIER
     * @param deep from DEEP_ARCHIVE; null where that does not offer it
     */
    RestoreTier(int number, String name, Duration flexible, @Nullable Duration deep) {
        this.number = number;
        this.name = name;
        this.flexible = flexible;
        this.deep = deep;
    }

    /** By its name in requests, or null. */
    static @Nullable RestoreTier named(String name) {
        for (RestoreTier tier : ALL) {
            if (tier.name.equals(name)) {
                return tier;
            }
        }
        return null;
    }

    int number() {
        return number;
    }

    static RestoreTier of(int number) {
        return ALL.get(number);
    }

    boolean offeredBy(int storageClass) {
        return deep != null || !StorageClasses.deep(storageClass);
    }

    Duration takes(int storageClass) {
        return StorageClasses.deep(storageClass) && deep != null ? deep : flexible;
    }

    boolean fasterThan(RestoreTier other) {
        return number < other.number;
    }
}

package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Storage classes of general purpose buckets. Stored by position, so the order is frozen. */
public final class StorageClasses {
    private static final List<String> NAMES = List.of(
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "GLACIER_IR");

    private StorageClasses() {}

    /** The number of a class as a request gives it; none is STANDARD. */
    public static int number(@Nullable String given) {
        if (given == null) {
            return 0;
        }
        int number = NAMES.indexOf(given);
        if (number < 0) {
            throw S3Errors.invalidStorageClass(given);
        }
        return number;
    }

    public static String name(int number) {
        return NAMES.get(number);
    }

    /** What the response header says: nothing for STANDARD. */
    static @Nullable String header(int number) {
        return number == 0 ? null : NAMES.get(number);
    }

    /** Whether an object must be restored before it can be read. */
    public static boolean archived(int number) {
        return number == 5 || deep(number);
    }

    /** Whether that is the one from which it takes longest. */
    static boolean deep(int number) {
        return number == 6;
    }
}

package dev.kagemusha.s3;

import org.jspecify.annotations.Nullable;

/** What all listings do alike with their parameters. */
public final class Paging {
    private static final int LARGEST = 1000;

    private Paging() {}

    /** The size of a page: what was asked for, up to a thousand. */
    public static int size(@Nullable Integer asked, String parameter, String name) {
        if (asked == null) {
            return LARGEST;
        }
        if (asked < 0) {
            throw S3Errors.invalidArgument(
                    "Argument " + name + " must be an integer between 0 and 2147483647",
                    parameter.equals("max-keys") ? name : parameter,
                    Integer.toString(asked));
        }
        return Math.min(asked, LARGEST);
    }

    public static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

package dev.kagemusha.s3.lifecycle;

import java.util.List;

/** Between which storage classes objects may move: down only, as AWS's table of supported transitions has it. */
final class Waterfall {
    /** From the dearest to the cheapest. */
    private static final List<String> ORDER = List.of(
            "STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

    private static final String ONE_ZONE = "ONEZONE_IA";
    private static final String INSTANT = "GLACIER_IR";

    private Waterfall() {}

    static boolean allows(String from, String to) {
        return rank(to) > rank(from) && !(from.equals(ONE_ZONE) && to.equals(INSTANT));
    }

    /** Higher is cheaper; reduced redundancy counts as standard. */
    static int rank(String storageClass) {
        return Math.max(0, ORDER.indexOf(storageClass));
    }

    /** Whether it is one of those in which small objects are kept, where the bucket's default does not hold them back. */
    static boolean archive(String storageClass) {
        return rank(storageClass) >= ORDER.indexOf("GLACIER");
    }
}

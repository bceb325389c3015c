package dev.kagemusha.s3.control;

import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.time.Ids;

/** What access points may be called, and the aliases made of their names. Source: user guide, "Naming rules for access points". */
final class PointNames {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 50;

    /** Of the name in its alias, and of the rest: 63 characters together, as bucket names may have. */
    private static final int IN_ALIAS = 20;

    private static final int RANDOM = 34;

    private PointNames() {}

    static void check(String name) {
        boolean formed = name.length() >= SHORTEST && name.length() <= LONGEST;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            formed &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        }
        if (!formed) {
            throw ControlErrors.unparseable(name);
        }
        if (name.startsWith("-")
                || name.endsWith("-")
                || name.indexOf('.') >= 0
                || name.startsWith("xn--")
                || name.endsWith("--ol-s3")
                || name.endsWith("--xa-s3")
                || name.endsWith(AccessPoints.ALIAS)) {
            throw ControlErrors.invalidName();
        }
    }

    static String alias(String name, Ids ids) {
        return name.substring(0, Math.min(name.length(), IN_ALIAS)) + "-" + ids.hex(RANDOM) + AccessPoints.ALIAS;
    }
}

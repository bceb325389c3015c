package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

/**
 * A block of addresses, such as {@code 203.0.113.0/24} or {@code 2001:db8::/32}; without a prefix length, one address.
 * Read without the platform's parser, which would look names up.
 *
 * @param version 4 or 6; blocks of different versions have nothing in common
 * @param high the upper 64 bits, zero for version 4
 * @param low the lower 64 bits; the 32 of a version 4 address
 */
record IpRange(int version, long high, long low, int prefixLength) {
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xFFFFL << 32;

    /** Null if the text is no address and no block. */
    static @Nullable IpRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        IpRange single = address.indexOf(':') < 0 ? version4(address) : version6(address);
        if (single == null || slash < 0) {
            return single;
        }
        int length = decimal(text, slash + 1, text.length(), 128);
        boolean fits = length >= 0 && length <= single.prefixLength;
        return fits ? new IpRange(single.version, single.high, single.low, length) : null;
    }

    boolean contains(IpRange other) {
        if (version != other.version || other.prefixLength < prefixLength) {
            return false;
        }
        if (version == 4) {
            return sameTop(low << 32, other.low << 32, prefixLength);
        }
        return sameTop(high, other.high, Math.min(prefixLength, 64))
                && sameTop(low, other.low, Math.max(prefixLength - 64, 0));
    }

    private static boolean sameTop(long a, long b, int bits) {
        return bits == 0 || (a ^ b) >>> (64 - bits) == 0;
    }

    private static @Nullable IpRange version4(String text) {
        long bits = version4Bits(text, 0);
        return bits < 0 ? null : new IpRange(4, 0, bits, 32);
    }

    /** The 32 bits of a dotted address that ends a text; negative if there is none. */
    private static long version4Bits(String text, int start) {
        long bits = 0;
        int from = start;
        for (int part = 1; part <= 4; part++) {
            int dot = part == 4 ? text.length() : text.indexOf('.', from);
            int value = dot < 0 ? -1 : decimal(text, from, dot, 255);
            if (value < 0) {
                return -1;
            }
            bits = bits << 8 | value;
            from = dot + 1;
        }
        return bits;
    }

    private static @Nullable IpRange version6(String text) {
        long[] halves = new long[2];
        int gap = text.indexOf("::");
        int before = gap < 0 ? groups(text, 0, text.length(), halves) : groups(text, 0, gap, halves);
        if (before < 0 || (gap < 0 && before != GROUPS)) {
            return null;
        }
        if (gap >= 0) {
            long[] tail = new long[2];
            int after = groups(text, gap + 2, text.length(), tail);
            if (after < 0 || before + after >= GROUPS) {
                return null;
            }
            shift(tail, GROUPS - after);
            halves[0] |= tail[0];
            halves[1] |= tail[1];
        }
        boolean mapped = halves[0] == 0 && (halves[1] & 0xFFFF_FFFF_0000_0000L) == MAPPED;
        return mapped ? new IpRange(4, 0, halves[1] & 0xFFFF_FFFFL, 32) : new IpRange(6, halves[0], halves[1], 128);
    }

    /** Reads 16-bit groups, leftmost first, into an address; gives their count, or -1. */
    private static int groups(String text, int start, int end, long[] halves) {
        int count = 0;
        int from = start;
        while (from < end) {
            int colon = text.indexOf(':', from);
            int to = colon < 0 || colon > end ? end : colon;
            int dot = text.indexOf('.', from);
            if (to == end && dot >= 0 && dot < end) {
                long bits = end == text.length() && count <= GROUPS - 2 ? version4Bits(text, from) : -1;
                if (bits < 0) {
                    return -1;
                }
                put(halves, count, (int) (bits >>> 16));
                put(halves, count + 1, (int) bits & 0xFFFF);
                return count + 2;
            }
            int group = hexadecimal(text, from, to);
            if (group < 0 || count == GROUPS || to == end - 1) {
                return -1;
            }
            put(halves, count++, group);
            from = to + 1;
        }
        return count;
    }

    private static void put(long[] halves, int group, int value) {
        halves[group / 4] |= (long) value << (48 - 16 * (group % 4));
    }

    private static void shift(long[] halves, int groups) {
        int bits = groups * 16;
        if (bits >= 64) {
            halves[1] = bits == 128 ? 0 : halves[0] >>> (bits - 64);
            halves[0] = 0;
        } else if (bits > 0) {
            halves[1] = halves[1] >>> bits | halves[0] << (64 - bits);
            halves[0] = halves[0] >>> bits;
        }
    }

    private static int decimal(String text, int start, int end, int max) {
        int value = 0;
        if (end == start || end - start > 3) {
            return -1;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= max ? value : -1;
    }

    private static int hexadecimal(String text, int start, int end) {
        int value = 0;
        if (end == start || end - start > 4) {
            return -1;
        }
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}

package dev.kagemusha.s3;

import java.util.HexFormat;

/** ETags: hex of 16 bytes, with {@code -N} for an object of N parts, quoted on the wire. */
public final class EntityTag {
    private static final HexFormat HEX = HexFormat.of();

    private EntityTag() {}

    public static String quoted(byte[] md5, int parts) {
        return parts == 0 ? '"' + HEX.formatHex(md5) + '"' : '"' + HEX.formatHex(md5) + '-' + parts + '"';
    }

    /** What is between the quotes; AWS accepts an unquoted tag too. */
    public static String bare(String tag) {
        String trimmed = tag.strip();
        int from = trimmed.startsWith("W/") ? 2 : 0;
        int to = trimmed.length();
        if (to - from >= 2 && trimmed.charAt(from) == '"' && trimmed.charAt(to - 1) == '"') {
            from++;
            to--;
        }
        return trimmed.substring(from, to);
    }

    /** Whether a header's value ({@code *}, or tags separated by commas) names this quoted tag. */
    public static boolean matches(String header, String quoted) {
        String bare = bare(quoted);
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int to = comma < 0 ? header.length() : comma;
            String one = bare(header.substring(from, to));
            if (one.equals("*") || one.equals(bare)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }
}

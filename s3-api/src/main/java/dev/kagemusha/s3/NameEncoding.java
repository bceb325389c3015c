package dev.kagemusha.s3;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** How names are written in a listing: as they are, or percent-encoded ({@code encoding-type=url}). */
public enum NameEncoding {
    PLAIN,
    URL;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    public static NameEncoding of(@Nullable String encodingType) {
        if (encodingType == null) {
            return PLAIN;
        }
        if (!encodingType.equals("url")) {
            throw S3Errors.invalidArgument(
                    "Invalid Encoding Method specified in Request", "encoding-type", encodingType);
        }
        return URL;
    }

    @Nullable
    public String optional(@Nullable String name) {
        return name == null ? null : write(name);
    }

    public String write(String name) {
        return this == PLAIN ? name : percentEncode(name);
    }

    /** Everything but letters, digits and {@code - . _ ~ /} as UTF-8 in percent form. */
    public static String percentEncode(String name) {
        int i = 0;
        while (i < name.length() && plain(name.charAt(i))) {
            i++;
        }
        if (i == name.length()) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 16).append(name, 0, i);
        for (byte b : name.substring(i).getBytes(StandardCharsets.UTF_8)) {
            if (plain((char) (b & 0xff))) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
            }
        }
        return out.toString();
    }

    private static boolean plain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~'
                || c == '/';
    }
}

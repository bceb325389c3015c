package dev.kagemusha.s3.form;

import org.jspecify.annotations.Nullable;

/** A header's value with parameters, such as {@code form-data; name="key"; filename="a.txt"}. */
final class HeaderValue {
    private HeaderValue() {}

    /** What stands before the first parameter. */
    static String first(String value) {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    }

    /**
     * A parameter's value, or null. A backslash escapes quotes and itself alone: browsers send paths of Windows with single
     * ones.
     */
    static @Nullable String parameter(String value, String name) {
        int at = value.indexOf(';');
        while (at >= 0) {
            at++;
            while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
                at++;
            }
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            boolean wanted = value.substring(at, equals).strip().equalsIgnoreCase(name);
            StringBuilder text = new StringBuilder();
            at = text(value, equals + 1, text);
            if (wanted) {
                return text.toString();
            }
            at = value.indexOf(';', at);
        }
        return null;
    }

    /** Reads a token or a quoted text from here on; returns where it ends. */
    private static int text(String value, int from, StringBuilder text) {
        if (from >= value.length() || value.charAt(from) != '"') {
            int end = value.indexOf(';', from);
            end = end < 0 ? value.length() : end;
            text.append(value.substring(from, end).strip());
            return end;
        }
        int at = from + 1;
        while (at < value.length() && value.charAt(at) != '"') {
            char c = value.charAt(at);
            if (c == '\\' && at + 1 < value.length() && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\')) {
                at++;
                c = value.charAt(at);
            }
            text.append(c);
            at++;
        }
        return Math.min(at + 1, value.length());
    }
}

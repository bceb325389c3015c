package dev.kagemusha.dynamodb.movement;

import org.jspecify.annotations.Nullable;

/** A flat JSON object in the making: what manifests consist of. */
final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    JsonObject text(String name, @Nullable String value) {
        begin(name);
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonObject number(String name, long value) {
        begin(name);
        out.append(value);
        return this;
    }

    private void begin(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        quote(name);
        out.append(':');
    }

    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out + "}";
    }
}

package dev.kagemusha.protocol.json;

import org.jspecify.annotations.Nullable;

/** JSON in the making, in the order in which it is told: for the documents that services write. */
public final class JsonText {
    private final StringBuilder out = new StringBuilder(512);
    private boolean first = true;

    public JsonText object() {
        return open('{');
    }

    public JsonText object(String name) {
        return name(name).open('{');
    }

    public JsonText array(String name) {
        return name(name).open('[');
    }

    private JsonText open(char bracket) {
        comma();
        out.append(bracket);
        first = true;
        return this;
    }

    /** Ends an object. */
    public JsonText end() {
        out.append('}');
        first = false;
        return this;
    }

    public JsonText endArray() {
        out.append(']');
        first = false;
        return this;
    }

    /** Null is told. */
    public JsonText text(String name, @Nullable String value) {
        name(name).comma();
        if (value == null) {
            out.append("null");
            return this;
        }
        return quote(value);
    }

    /** An element of an array. */
    public JsonText text(String value) {
        comma();
        return quote(value);
    }

    public JsonText number(String name, long value) {
        name(name).comma();
        out.append(value);
        return this;
    }

    /** After a name comes no comma. */
    private JsonText name(String name) {
        comma();
        quote(name);
        out.append(':');
        first = true;
        return this;
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private JsonText quote(String value) {
        quote(value, out);
        return this;
    }

    /** A text by itself, in its quotes. */
    public static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2);
        quote(value, out);
        return out.toString();
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

package dev.kagemusha.s3.notification;

/** JSON in the making, in the order in which it is told. */
final class JsonText {
    private final StringBuilder out = new StringBuilder(512);
    private boolean first = true;

    JsonText object() {
        return open('{');
    }

    JsonText object(String name) {
        return name(name).open('{');
    }

    JsonText array(String name) {
        return name(name).open('[');
    }

    private JsonText open(char bracket) {
        comma();
        out.append(bracket);
        first = true;
        return this;
    }

    /** Ends an object. */
    JsonText end() {
        out.append('}');
        first = false;
        return this;
    }

    JsonText endArray() {
        out.append(']');
        first = false;
        return this;
    }

    JsonText text(String name, String value) {
        name(name).comma();
        return quote(value);
    }

    /** An element of an array. */
    JsonText text(String value) {
        comma();
        return quote(value);
    }

    JsonText number(String name, long value) {
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
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

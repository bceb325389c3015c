package dev.kagemusha.s3;

/** JSON in the making, in the order in which it is told. */
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

    public JsonText text(String name, String value) {
        name(name).comma();
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

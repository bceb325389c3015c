package dev.kagemusha.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Header fields in the order they came, names compared without case. Values are Latin-1 text as on the wire, without
 * leading and trailing blanks. A request's headers are never changed after the front door has made them.
 */
public final class Headers {
    private final List<String> pairs;

    public Headers() {
        this.pairs = new ArrayList<>(24);
    }

    /** Headers from alternating names and values. */
    public static Headers of(String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** The first value of this name, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equalsIgnoreCase(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    public String firstOr(String name, String otherwise) {
        String value = first(name);
        return value == null ? otherwise : value;
    }

    public boolean contains(String name) {
        return first(name) != null;
    }

    /** All values of this name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equalsIgnoreCase(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < pairs.size(); i += 2) {
            action.accept(pairs.get(i), pairs.get(i + 1));
        }
    }

    /** How many fields there are; a repeated name counts each time. */
    public int size() {
        return pairs.size() / 2;
    }

    public String name(int index) {
        return pairs.get(2 * index);
    }

    public String value(int index) {
        return pairs.get(2 * index + 1);
    }

    public Headers add(String name, String value) {
        pairs.add(name);
        pairs.add(value);
        return this;
    }

    /** Replaces every value of this name by one. */
    public Headers set(String name, String value) {
        remove(name);
        return add(name, value);
    }

    public Headers remove(String name) {
        for (int i = pairs.size() - 2; i >= 0; i -= 2) {
            if (pairs.get(i).equalsIgnoreCase(name)) {
                pairs.remove(i + 1);
                pairs.remove(i);
            }
        }
        return this;
    }

    public Headers addAll(Headers other) {
        pairs.addAll(other.pairs);
        return this;
    }

    /** Names alone: values hold signatures, session tokens and customers' keys, which belong in no log. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            names.add(name(i));
        }
        return names.toString();
    }
}

package dev.kagemusha.s3.configuration;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All that is configured of a bucket at one moment, decoded. Immutable; most buckets have {@link #NONE}. */
public final class Settings {
    /** Of a bucket of which nothing is configured. */
    public static final Settings NONE = new Settings();

    /** By number of kind: the configuration, or the map of those with a name. */
    private final @Nullable Object[] byKind = new @Nullable Object[Kind.LAST + 1];

    Settings() {}

    /** While a bucket's rows are read. */
    <T> void add(Kind<T> kind, String name, byte[] row) {
        T value = kind.codec().decode(row);
        if (kind.several()) {
            NavigableMap<String, T> named = named(kind);
            if (named == null) {
                named = new TreeMap<>();
                byKind[kind.number()] = named;
            }
            named.put(name, value);
        } else {
            byKind[kind.number()] = value;
        }
    }

    /** What is configured of this kind, or null. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Kind<T> kind) {
        return (T) byKind[kind.number()];
    }

    /** The configuration of this name, or null. */
    public <T> @Nullable T get(Kind<T> kind, String name) {
        NavigableMap<String, T> named = named(kind);
        return named == null ? null : named.get(name);
    }

    /** Whether requests to the bucket are written down, counted or analysed. */
    public boolean watched() {
        return byKind[Kind.LOGGING.number()] != null
                || byKind[Kind.METRICS.number()] != null
                || byKind[Kind.ANALYTICS.number()] != null;
    }

    /** All of a kind of which a bucket has many, by name. */
    public <T> NavigableMap<String, T> all(Kind<T> kind) {
        NavigableMap<String, T> named = named(kind);
        return named == null ? Collections.emptyNavigableMap() : Collections.unmodifiableNavigableMap(named);
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable NavigableMap<String, T> named(Kind<T> kind) {
        return (NavigableMap<String, T>) byKind[kind.number()];
    }
}

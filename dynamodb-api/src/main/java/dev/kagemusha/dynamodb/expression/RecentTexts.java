package dev.kagemusha.dynamodb.expression;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * A bounded cache from texts to what was made of them, in two generations: when the young one is full it becomes the old
 * one, and the old one is dropped. Reads take no lock, and what is in use survives by being copied into the young one.
 */
final class RecentTexts<T> {
    private final int generation;
    private volatile ConcurrentMap<String, T> young = new ConcurrentHashMap<>();
    private volatile ConcurrentMap<String, T> old = new ConcurrentHashMap<>();

    /** A cache of at most {@code capacity} texts, give or take one for each thread. */
    RecentTexts(int capacity) {
        this.generation = Math.max(1, capacity / 2);
    }

    /** What was made of {@code text}, or else of it by {@code maker}, whose exceptions are not remembered. */
    T get(String text, Function<String, T> maker) {
        T found = young.get(text);
        if (found != null) {
            return found;
        }
        found = old.get(text);
        if (found == null) {
            found = maker.apply(text);
        }
        if (young.size() >= generation) {
            age();
        }
        young.put(text, found);
        return found;
    }

    private synchronized void age() {
        if (young.size() >= generation) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }

    int size() {
        return young.size() + old.size();
    }
}

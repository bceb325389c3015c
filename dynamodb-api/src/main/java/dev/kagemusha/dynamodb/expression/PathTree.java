package dev.kagemusha.dynamodb.expression;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Document paths merged by their common beginnings, each with something at its end. A node is a leaf, or has entries, or
 * has elements, never two of these: paths that would make it so overlap or conflict.
 */
final class PathTree<T> {
    private final Map<String, PathTree<T>> entries = new LinkedHashMap<>();
    private final SortedMap<Integer, PathTree<T>> elements = new TreeMap<>();
    private @Nullable T leaf;

    private PathTree() {}

    /** Merges {@code paths}; {@code leaves} has one for each. */
    static <T> PathTree<T> of(ExpressionKind kind, List<Path> paths, List<T> leaves) {
        PathTree<T> root = new PathTree<>();
        for (int i = 0; i < paths.size(); i++) {
            if (!root.put(paths.get(i), leaves.get(i))) {
                throw kind.invalid(fault(paths));
            }
        }
        return root;
    }

    @Nullable
    T leaf() {
        return leaf;
    }

    Map<String, PathTree<T>> entries() {
        return entries;
    }

    /** By index, in ascending order. */
    SortedMap<Integer, PathTree<T>> elements() {
        return elements;
    }

    private boolean put(Path path, T value) {
        PathTree<T> node = this;
        for (Step step : path.steps()) {
            if (node.leaf != null) {
                return false;
            }
            if (step instanceof Step.Name name) {
                if (!node.elements.isEmpty()) {
                    return false;
                }
                node = node.entries.computeIfAbsent(name.name(), unused -> new PathTree<>());
            } else if (step instanceof Step.Index index) {
                if (!node.entries.isEmpty()) {
                    return false;
                }
                node = node.elements.computeIfAbsent(index.index(), unused -> new PathTree<>());
            }
        }
        if (node.leaf != null || !node.entries.isEmpty() || !node.elements.isEmpty()) {
            return false;
        }
        node.leaf = value;
        return true;
    }

    /** AWS compares paths in pairs and names the first that overlap, or else the first that conflict. */
    private static String fault(List<Path> paths) {
        String conflict = null;
        for (int second = 1; second < paths.size(); second++) {
            for (int first = 0; first < second; first++) {
                Step[] difference = firstDifference(paths.get(first), paths.get(second));
                if (difference == null) {
                    return message("overlap", paths.get(first), paths.get(second));
                }
                if (conflict == null && difference[0].getClass() != difference[1].getClass()) {
                    conflict = message("conflict", paths.get(first), paths.get(second));
                }
            }
        }
        if (conflict == null) {
            throw new IllegalStateException("no fault in " + paths);
        }
        return conflict;
    }

    private static Step @Nullable [] firstDifference(Path one, Path other) {
        int shared = Math.min(one.steps().size(), other.steps().size());
        for (int i = 0; i < shared; i++) {
            if (!one.steps().get(i).equals(other.steps().get(i))) {
                return new Step[] {one.steps().get(i), other.steps().get(i)};
            }
        }
        return null;
    }

    private static String message(String verb, Path one, Path other) {
        return "Two document paths " + verb + " with each other; must remove or rewrite one of these paths; path one: "
                + one + ", path two: " + other;
    }
}

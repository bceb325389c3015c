package dev.kagemusha.protocol.rest;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.OperationModel.HttpBinding;
import dev.kagemusha.protocol.ServiceModel;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The routes of one service: a tree of path segments per method, and at each end the routes by the query parameter that
 * marks them.
 *
 * <p>Many of S3's operations share method and path. Among those the one with more literal query parameters wins
 * ({@code ?acl} over none); then the one whose required query and header members are there (a PUT with
 * {@code x-amz-copy-source} is CopyObject); an operation that lacks a required member is taken only when nothing else fits,
 * so that the caller hears of the missing member. Only operations that come into question are reflected.
 */
final class Router {
    private static final String OPERATION_ID = "x-id"; // SDKs name the operation in it; AWS does not look

    private final ServiceModel service;
    private final Map<String, Node> byMethod = new HashMap<>();

    Router(ServiceModel service, Map<String, HttpBinding> bindings) {
        this.service = service;
        for (Map.Entry<String, HttpBinding> each : new TreeMap<>(bindings).entrySet()) {
            add(each.getKey(), each.getValue());
        }
    }

    private void add(String name, HttpBinding http) {
        int mark = http.uri().indexOf('?');
        String path = mark < 0 ? http.uri() : http.uri().substring(0, mark);
        List<String> literals = new ArrayList<>(); // names and values
        if (mark >= 0) {
            QueryString query = QueryString.parse(http.uri().substring(mark + 1));
            for (int i = 0; i < query.size(); i++) {
                if (!query.name(i).equals(OPERATION_ID)) {
                    literals.add(query.name(i));
                    literals.add(query.value(i));
                }
            }
        }
        Node node = byMethod.computeIfAbsent(http.method(), method -> new Node());
        List<String> labels = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            if (segment.startsWith("{") && segment.endsWith("+}")) {
                labels.add(segment.substring(1, segment.length() - 2));
                if (node.greedy == null) {
                    node.greedy = new Ends();
                }
                node.greedy.add(new Route(service, name, labels, literals));
                return; // nothing follows a greedy label in any model of AWS
            } else if (segment.startsWith("{")) {
                labels.add(segment.substring(1, segment.length() - 1));
                if (node.label == null) {
                    node.label = new Node();
                }
                node = node.label;
            } else {
                node = node.literals.computeIfAbsent(segment, any -> new Node());
            }
        }
        node.ends.add(new Route(service, name, labels, literals));
    }

    Match match(RequestHead head, Address address) {
        Node root = byMethod.get(head.method());
        if (root != null) {
            Search search = new Search(head, address);
            Route found = search.find(root, 1, 0);
            if (found != null) {
                OperationModel operation = found.operation();
                return operation == null
                        ? new Match.Unknown(found.name)
                        : new Match.Found(operation, search.labels(found));
            }
        }
        return new Match.Unknown(head.method() + " " + address.path());
    }

    /** One request on its way through the tree; goes back where a branch comes to nothing. */
    private static final class Search {
        private final RequestHead head;
        private final Address address;
        private final String path;
        private final QueryString query;
        private final List<String> segments = new ArrayList<>(2);

        Search(RequestHead head, Address address) {
            this.head = head;
            this.address = address;
            this.path = address.path();
            this.query = QueryString.parse(head.query());
        }

        /** @param at where the rest of the path begins, after its slash */
        @Nullable
        Route find(Node node, int at, int depth) {
            if (at >= path.length()) {
                return node.ends.best(this);
            }
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            Route found = null;
            if (!node.literals.isEmpty()) {
                Node next = node.literals.get(QueryString.decodePath(path.substring(at, end)));
                found = next == null ? null : find(next, end + 1, depth);
            }
            if (found == null && node.label != null && end > at) {
                segment(depth, path.substring(at, end));
                found = find(node.label, end + 1, depth + 1);
            }
            if (found == null && node.greedy != null) {
                found = node.greedy.best(this);
                if (found != null) {
                    segment(depth, path.substring(at));
                }
            }
            return found;
        }

        private void segment(int depth, String raw) {
            while (segments.size() > depth) {
                segments.remove(segments.size() - 1);
            }
            segments.add(raw);
        }

        Map<String, String> labels(Route route) {
            return switch (route.labels.size()) {
                case 0 -> Map.of();
                case 1 -> Map.of(route.labels.get(0), QueryString.decodePath(segments.get(0)));
                default -> {
                    Map<String, String> labels = new HashMap<>();
                    for (int i = 0; i < route.labels.size(); i++) {
                        labels.put(route.labels.get(i), QueryString.decodePath(segments.get(i)));
                    }
                    yield labels;
                }
            };
        }
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Ends ends = new Ends();

        @Nullable
        Node label;

        @Nullable
        Ends greedy;
    }

    /** The routes that end at one place. */
    private static final class Ends {
        private final List<Route> plain = new ArrayList<>();
        private final Map<String, List<Route>> marked = new HashMap<>();

        void add(Route route) {
            if (route.literals.isEmpty()) {
                plain.add(route);
            } else {
                marked.computeIfAbsent(route.literals.get(0), any -> new ArrayList<>())
                        .add(route);
            }
        }

        @Nullable
        Route best(Search search) {
            Choice choice = new Choice();
            if (search.query.size() <= marked.size()) {
                for (int i = 0; i < search.query.size(); i++) {
                    List<Route> candidates = marked.get(search.query.name(i));
                    if (candidates != null) {
                        choice.among(candidates, search);
                    }
                }
            } else { // a query that says the same thousands of times costs no more than one that says it once
                for (Map.Entry<String, List<Route>> each : marked.entrySet()) {
                    if (search.query.contains(each.getKey())) {
                        choice.among(each.getValue(), search);
                    }
                }
            }
            if (choice.route == null) {
                choice.among(plain, search);
                // POST on a key is no CompleteMultipartUpload without its upload's id; a lone operation misses a
                // parameter.
                if (choice.fit < 0 && !marked.isEmpty()) {
                    return null;
                }
            }
            return choice.route;
        }
    }

    private static final class Choice {
        @Nullable
        Route route;

        private int literals;
        private int fit;

        void among(List<Route> candidates, Search search) {
            for (int i = 0; i < candidates.size(); i++) {
                Route candidate = candidates.get(i);
                if (!candidate.literalsMatch(search.query)) {
                    continue;
                }
                Needs needs = candidate.needs();
                if (!needs.labelsFit(search.address.labels())) {
                    continue;
                }
                int itsLiterals = candidate.literals.size();
                int itsFit = needs.fit(search.query, search.head.headers());
                if (route == null || itsLiterals > literals || (itsLiterals == literals && itsFit > fit)) {
                    route = candidate;
                    literals = itsLiterals;
                    fit = itsFit;
                }
            }
        }
    }

    private static final class Route {
        final String name;
        final List<String> labels;
        final List<String> literals;
        private final ServiceModel service;
        private volatile @Nullable Needs needs;

        Route(ServiceModel service, String name, List<String> labels, List<String> literals) {
            this.service = service;
            this.name = name;
            this.labels = labels;
            this.literals = literals;
        }

        /** Null when the client interface has no such operation: event streams are in the asynchronous one only. */
        @Nullable
        OperationModel operation() {
            return service.operation(name);
        }

        boolean literalsMatch(QueryString query) {
            for (int i = 0; i < literals.size(); i += 2) {
                String value = query.first(literals.get(i));
                String wanted = literals.get(i + 1);
                if (value == null || (!wanted.isEmpty() && !wanted.equals(value))) {
                    return false;
                }
            }
            return true;
        }

        Needs needs() {
            Needs known = needs;
            if (known == null) {
                known = Needs.of(operation(), labels);
                needs = known;
            }
            return known;
        }
    }
}

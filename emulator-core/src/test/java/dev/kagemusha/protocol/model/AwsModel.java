package dev.kagemusha.protocol.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A service as AWS publishes it, read from either of its two model formats. */
record AwsModel(Map<String, String> metadata, Map<String, Operation> operations, Map<String, Shape> shapes) {
    record Operation(
            String name,
            String method,
            String uri,
            int status,
            @Nullable String input,
            @Nullable String wrapper) {}

    /** {@code members} and {@code locations} are by member name; a collection has members named for its parts. */
    record Shape(
            String name,
            String type,
            Map<String, String> members,
            Map<String, String> locations,
            Set<String> required,
            @Nullable String min,
            @Nullable String max,
            @Nullable String pattern,
            List<String> values,
            boolean sensitive,
            @Nullable Fault fault) {
        boolean counted() {
            return !type.equals("integer")
                    && !type.equals("long")
                    && !type.equals("double")
                    && !type.equals("float")
                    && !type.equals("short");
        }
    }

    record Fault(int status, @Nullable String code) {}

    static AwsModel read(String json) {
        JsonNode root = JsonNode.parser().parse(json);
        return root.field("smithy").isPresent() ? smithy(root) : c2j(root);
    }

    private static AwsModel c2j(JsonNode root) {
        Map<String, String> metadata = new HashMap<>();
        root.field("metadata").orElseThrow().asObject().forEach((key, value) -> {
            if (value.isString()) {
                metadata.put(key, value.asString());
            } else if (value.isObject()) {
                metadata.put(key, "true");
            }
        });
        Map<String, Operation> operations = new TreeMap<>();
        root.field("operations").orElseThrow().asObject().forEach((name, node) -> {
            JsonNode http = node.field("http").orElseThrow();
            operations.put(
                    name,
                    new Operation(
                            name,
                            text(http, "method", "POST"),
                            text(http, "requestUri", "/"),
                            Integer.parseInt(http.field("responseCode")
                                    .map(JsonNode::asNumber)
                                    .orElse("200")),
                            node.field("input").map(in -> text(in, "shape", "")).orElse(null),
                            node.field("output")
                                    .map(out -> text(out, "resultWrapper", ""))
                                    .orElse(null)));
        });
        Map<String, Shape> shapes = new HashMap<>();
        root.field("shapes").orElseThrow().asObject().forEach((name, node) -> shapes.put(name, c2jShape(name, node)));
        return new AwsModel(metadata, operations, shapes);
    }

    private static Shape c2jShape(String name, JsonNode node) {
        Map<String, String> members = new LinkedHashMap<>();
        Map<String, String> locations = new HashMap<>();
        node.field("members").ifPresent(all -> all.asObject().forEach((member, target) -> {
            members.put(member, text(target, "shape", ""));
            target.field("locationName").ifPresent(location -> locations.put(member, location.asString()));
        }));
        for (String part : List.of("member", "key", "value")) {
            node.field(part).ifPresent(target -> members.put(part, text(target, "shape", "")));
        }
        Set<String> required = new LinkedHashSet<>(strings(node, "required"));
        Fault fault = null;
        if (node.field("exception").isPresent()) {
            JsonNode error = node.field("error").orElse(null);
            boolean server = node.field("fault").isPresent();
            fault = new Fault(
                    error == null
                            ? (server ? 500 : 400)
                            : Integer.parseInt(error.field("httpStatusCode")
                                    .map(JsonNode::asNumber)
                                    .orElse("400")),
                    error == null
                            ? null
                            : error.field("code").map(JsonNode::asString).orElse(null));
        }
        return new Shape(
                name,
                text(node, "type", ""),
                members,
                locations,
                required,
                number(node, "min"),
                number(node, "max"),
                node.field("pattern").map(JsonNode::asString).orElse(null),
                strings(node, "enum"),
                node.field("sensitive").isPresent(),
                fault);
    }

    private static AwsModel smithy(JsonNode root) {
        Map<String, Operation> operations = new TreeMap<>();
        Map<String, Shape> shapes = new HashMap<>();
        root.field("shapes").orElseThrow().asObject().forEach((id, node) -> {
            String name = local(id);
            if (text(node, "type", "").equals("operation")) {
                String input = node.field("input")
                        .map(in -> local(text(in, "target", "")))
                        .orElse(null);
                operations.put(name, new Operation(name, "POST", "/", 200, input, null));
            } else {
                shapes.put(name, smithyShape(name, node));
            }
        });
        return new AwsModel(Map.of(), operations, shapes);
    }

    private static Shape smithyShape(String name, JsonNode node) {
        Map<String, String> members = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        List<String> values = new ArrayList<>();
        boolean enumeration = text(node, "type", "").equals("enum");
        node.field("members").ifPresent(all -> all.asObject().forEach((member, target) -> {
            if (enumeration) {
                values.add(trait(target, "smithy.api#enumValue").orElseThrow().asString());
                return;
            }
            members.put(member, local(text(target, "target", "")));
            if (trait(target, "smithy.api#required").isPresent()) {
                required.add(member);
            }
        }));
        for (String part : List.of("member", "key", "value")) {
            node.field(part).ifPresent(target -> members.put(part, local(text(target, "target", ""))));
        }
        JsonNode bounds = trait(node, "smithy.api#length")
                .or(() -> trait(node, "smithy.api#range"))
                .orElse(null);
        Fault fault = trait(node, "smithy.api#error")
                .map(kind -> new Fault(kind.asString().equals("server") ? 500 : 400, null))
                .orElse(null);
        return new Shape(
                name,
                enumeration ? "string" : text(node, "type", "").equals("union") ? "structure" : text(node, "type", ""),
                members,
                Map.of(),
                required,
                bounds == null ? null : number(bounds, "min"),
                bounds == null ? null : number(bounds, "max"),
                trait(node, "smithy.api#pattern")
                        .map(JsonNode::asString)
                        .map(AwsModel::withoutAnchors)
                        .orElse(null),
                values,
                trait(node, "smithy.api#sensitive").isPresent(),
                fault);
    }

    /** Smithy adds the anchors that AWS's messages don't print. */
    private static String withoutAnchors(String pattern) {
        String cut = pattern.startsWith("^") ? pattern.substring(1) : pattern;
        return cut.endsWith("$") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static Optional<JsonNode> trait(JsonNode node, String name) {
        return node.field("traits").flatMap(traits -> traits.field(name));
    }

    private static String local(String id) {
        return id.substring(id.indexOf('#') + 1);
    }

    private static String text(JsonNode node, String name, String otherwise) {
        return node.field(name).map(JsonNode::asString).orElse(otherwise);
    }

    private static @Nullable String number(JsonNode node, String name) {
        return node.field(name).map(JsonNode::asNumber).orElse(null);
    }

    private static List<String> strings(JsonNode node, String name) {
        List<String> found = new ArrayList<>();
        node.field(name).ifPresent(all -> all.asArray().forEach(each -> found.add(each.asString())));
        return found;
    }
}

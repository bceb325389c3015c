package dev.kagemusha.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.json.JsonTree;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The small JSON documents of the control endpoints, as maps, lists, text, numbers and booleans. */
final class Json {
    private static final int DEEPEST = 16;

    private final JsonFactory factory = new JsonFactory();

    /**
     * Reads one object.
     *
     * @throws ControlException 400 when it is not one
     */
    private Map<String, Object> object(byte[] body) {
        try (JsonParser parser = factory.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ControlException(400, "the body must be a JSON object");
            }
            Map<String, Object> object = object(parser, 0);
            if (parser.nextToken() != null) {
                throw new ControlException(400, "the body must be one JSON object");
            }
            return object;
        } catch (IOException e) {
            throw new ControlException(400, "the body is not valid JSON");
        }
    }

    private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser, depth + 1);
            if (value == null) {
                // As absent it would widen what the call does: {"account": null} would reset everything.
                throw new ControlException(400, name + " is null; leave it out");
            }
            object.put(name, value);
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new ControlException(400, "the body is nested too deeply");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object element = value(parser, depth + 1);
                    if (element != null) {
                        list.add(element);
                    }
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** The object's fields, none but these; no body is an empty object. */
    Map<String, Object> fields(byte[] body, String... known) {
        Map<String, Object> object = body.length == 0 ? Map.of() : object(body);
        for (String name : object.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new ControlException(400, "unknown field " + name + "; known are " + String.join(", ", known));
            }
        }
        return object;
    }

    static @Nullable String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof String)) {
            throw new ControlException(400, name + " is text");
        }
        return (String) value;
    }

    static void putIfThere(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    Response response(int status, Object document) {
        byte[] body = (JsonTree.write(factory, document) + '\n').getBytes(StandardCharsets.UTF_8);
        return Response.of(status, Headers.of("content-type", "application/json"), body);
    }
}

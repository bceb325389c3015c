package dev.kagemusha.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kagemusha.protocol.json.JsonTree;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a seed: an object, or a list of them to be carried out one after the other:
 *
 * <pre>
 * {"account": "111122223333", "region": "eu-west-1",         both may be left out
 *  "dynamodb": {"CreateTable": [{…}, {…}], "PutItem": {…}},  operation → its inputs, one or many
 *  "s3": {"CreateBucket": {"Bucket": "photos"}}}
 * </pre>
 *
 * <p>Steps are in the order of the file. Numbers stay texts where they are no whole numbers, so that nothing of them is lost.
 */
final class SeedReader {
    private static final String ACCOUNT = "000000000000";
    private static final String REGION = "us-east-1";
    private static final String AS = "$as";
    private static final int DEEPEST = 100;

    private final JsonFactory factory = new JsonFactory();

    List<Step> read(Path file) throws HookFailed {
        Object tree;
        try (JsonParser parser = factory.createParser(file.toFile())) {
            parser.nextToken();
            tree = value(parser, 0);
            if (parser.nextToken() != null) {
                throw new HookFailed("it is more than one JSON document");
            }
        } catch (JsonParseException e) {
            throw new HookFailed(
                    "it is not valid JSON, at line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new HookFailed("it cannot be read: " + e.getMessage());
        }
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (Object part : tree instanceof List<?> list ? list : List.of(orNothing(tree))) {
            part(part, steps, numbers);
        }
        return steps;
    }

    private static Object orNothing(@Nullable Object tree) {
        return tree == null ? "" : tree;
    }

    private void part(@Nullable Object part, List<Step> steps, Map<String, Integer> numbers) throws HookFailed {
        Map<String, Object> fields = object(part, "a seed");
        String account = text(fields.getOrDefault("account", ACCOUNT), "account");
        if (!account.matches("\\d{12}")) {
            throw new HookFailed("account is not 12 digits: " + account);
        }
        String region = text(fields.getOrDefault("region", REGION), "region");
        for (Map.Entry<String, Object> service : fields.entrySet()) {
            String name = service.getKey();
            if (name.equals("account") || name.equals("region")) {
                continue;
            }
            for (Map.Entry<String, Object> operation :
                    object(service.getValue(), name).entrySet()) {
                Object inputs = operation.getValue();
                for (Object each : inputs instanceof List<?> list ? list : List.of(inputs)) {
                    String what = name + " " + operation.getKey();
                    Map<String, Object> input = new LinkedHashMap<>(object(each, "an input of " + what));
                    String written = write(input);
                    Object as = input.remove(AS);
                    steps.add(new Step(
                            account,
                            region,
                            name,
                            operation.getKey(),
                            numbers.merge(what, 1, Integer::sum),
                            as == null ? null : text(as, AS),
                            input,
                            written));
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // value() makes no other maps
    private static Map<String, Object> object(@Nullable Object value, String what) throws HookFailed {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new HookFailed(what + " is not a JSON object");
    }

    private static String text(Object value, String what) throws HookFailed {
        if (value instanceof String text) {
            return text;
        }
        throw new HookFailed(what + " is not text");
    }

    private static Object value(JsonParser parser, int depth) throws IOException, HookFailed {
        if (depth > DEEPEST) {
            throw new HookFailed("it is nested too deeply");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new HookFailed("it is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (object.put(name, value(parser, depth + 1)) != null) {
                        throw new HookFailed(name + " is there twice; a list of objects keeps their order");
                    }
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser, depth + 1));
                }
                yield list;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonTree.Digits(parser.getText());
            case VALUE_STRING -> parser.getText();
            case VALUE_NULL -> throw new HookFailed("null has no meaning in a seed; leave the member out");
            default -> throw new HookFailed("it is not valid JSON");
        };
    }

    /** One form for one tree. */
    String write(Object tree) {
        return JsonTree.write(factory, tree);
    }

    /** The tree of what {@link #write} wrote. */
    Object tree(String written) throws HookFailed {
        try (JsonParser parser = factory.createParser(written)) {
            parser.nextToken();
            return value(parser, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

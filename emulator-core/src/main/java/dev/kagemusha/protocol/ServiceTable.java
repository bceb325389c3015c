package dev.kagemusha.protocol;

import dev.kagemusha.protocol.OperationModel.HttpBinding;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service's SDK classes do not say: HTTP bindings, error codes, constraints. Read from the text resource
 * {@code /dev/kagemusha/<service>/<service>.model}, which a tool of the tests extracts from AWS's published models.
 *
 * <p>A line is a keyword and its words. {@code service} gives attributes, {@code operation} a binding, {@code error} an
 * exception, {@code enum} a set of values; {@code shape} opens a structure whose constrained members follow, indented.
 * Shapes are only found on loading and read when asked for, since start-up counts.
 */
public final class ServiceTable {
    private static final ServiceTable EMPTY = new ServiceTable("");

    private final String text;
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, HttpBinding> bindings = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> operationAttributes = new HashMap<>();
    private final Map<String, ErrorModel> errors = new HashMap<>();
    private final Map<String, ErrorModel> errorsByCode = new HashMap<>();
    private final Map<String, Integer> shapes = new HashMap<>();
    private final Map<String, Integer> enums = new HashMap<>();

    private ServiceTable(String text) {
        this.text = text;
        int start = 0;
        while (start < text.length()) {
            int end = lineEnd(start);
            if (end > start) {
                switch (text.charAt(start)) {
                    case '#', ' ' -> {}
                    default -> line(start, end);
                }
            }
            start = end + 1;
        }
    }

    /** The table at this resource path, or an empty one. */
    static ServiceTable load(ClassLoader loader, String path) {
        try (InputStream in = loader.getResourceAsStream(path)) {
            return in == null ? EMPTY : new ServiceTable(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int lineEnd(int start) {
        int end = text.indexOf('\n', start);
        return end < 0 ? text.length() : end;
    }

    private void line(int start, int end) {
        int blank = text.indexOf(' ', start);
        String keyword = text.substring(start, blank);
        int named = text.indexOf(' ', blank + 1);
        String name = text.substring(blank + 1, named < 0 || named > end ? end : named);
        switch (keyword) {
            case "shape" -> shapes.put(name, end + 1);
            case "enum" -> enums.put(name, start);
            case "service" -> attribute(attributes, text.substring(blank + 1, end));
            case "operation" -> operation(text.substring(start, end).split(" "));
            case "error" -> error(text.substring(start, end).split(" "));
            default -> throw new IllegalStateException("unknown line: " + text.substring(start, end));
        }
    }

    private static void attribute(Map<String, String> into, String pair) {
        int equals = pair.indexOf('=');
        into.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /** {@code operation <name> <method> <uri> <status> [key=value]…}. */
    private void operation(String[] words) {
        bindings.put(words[1], new HttpBinding(words[2], words[3], Integer.parseInt(words[4])));
        if (words.length > 5) {
            Map<String, String> extra = new HashMap<>();
            for (int i = 5; i < words.length; i++) {
                attribute(extra, words[i]);
            }
            operationAttributes.put(words[1], extra);
        }
    }

    /** {@code error <exception class> <code> <status> [message=<name>] [query=<code>]}. */
    private void error(String[] words) {
        Map<String, String> extra = new HashMap<>();
        for (int i = 4; i < words.length; i++) {
            attribute(extra, words[i]);
        }
        ErrorModel error = new ErrorModel(
                words[1],
                words[2],
                Integer.parseInt(words[3]),
                extra.getOrDefault("message", "message"),
                extra.get("query"));
        errors.put(error.shape(), error);
        errorsByCode.put(error.code(), error);
    }

    /**
     * An attribute of the service: {@code targetPrefix}, {@code jsonVersion}, {@code apiVersion}, {@code xmlNamespace},
     * {@code errorNamespace}, {@code queryCompatible}, {@code crc32}, {@code unchecked}, {@code hostId}; null when it has none.
     */
    public @Nullable String attribute(String name) {
        return attributes.get(name);
    }

    /** An attribute of an operation, such as {@code root}, the root element of its XML answer. */
    public @Nullable String attribute(String operation, String name) {
        return operationAttributes.getOrDefault(operation, Map.of()).get(name);
    }

    /** AWS's name of the operation that the SDK's classes call so. */
    String operationOf(String sdkName) {
        for (Map.Entry<String, Map<String, String>> operation : operationAttributes.entrySet()) {
            if (sdkName.equals(operation.getValue().get("class"))) {
                return operation.getKey();
            }
        }
        return sdkName;
    }

    /** HTTP bindings by operation name, in the order of the table; REST services only. */
    public Map<String, HttpBinding> bindings() {
        return bindings;
    }

    /** The error an exception class of the SDK stands for, or null. */
    public @Nullable ErrorModel error(Class<?> exception) {
        return errors.get(exception.getSimpleName());
    }

    /** The modelled error of this code, or null. */
    public @Nullable ErrorModel error(String code) {
        return errorsByCode.get(code);
    }

    /** Constraints of a structure's members, in order; empty for a structure that has none. */
    public List<MemberConstraint> constraints(Class<?> shape) {
        Integer from = shapes.get(shape.getSimpleName());
        List<MemberConstraint> found = new ArrayList<>();
        if (from == null) {
            return found;
        }
        int start = from;
        while (start < text.length() && text.charAt(start) == ' ') {
            int end = lineEnd(start);
            found.add(constraint(text.substring(start + 1, end)));
            start = end + 1;
        }
        return found;
    }

    /** {@code <path> [required] [sensitive] [length:<min>:<max>] [range:<min>:<max>] [enum:<name>] [pattern:<to the end>]}. */
    private MemberConstraint constraint(String line) {
        int patternAt = line.indexOf(" pattern:");
        String pattern = patternAt < 0 ? null : line.substring(patternAt + " pattern:".length());
        String[] words = (patternAt < 0 ? line : line.substring(0, patternAt)).split(" ");
        boolean required = false;
        boolean sensitive = false;
        Long minLength = null;
        Long maxLength = null;
        BigDecimal min = null;
        BigDecimal max = null;
        List<String> values = List.of();
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split(":", -1);
            switch (parts[0]) {
                case "required" -> required = true;
                case "sensitive" -> sensitive = true;
                case "length" -> {
                    minLength = parts[1].isEmpty() ? null : Long.valueOf(parts[1]);
                    maxLength = parts[2].isEmpty() ? null : Long.valueOf(parts[2]);
                }
                case "range" -> {
                    min = parts[1].isEmpty() ? null : new BigDecimal(parts[1]);
                    max = parts[2].isEmpty() ? null : new BigDecimal(parts[2]);
                }
                case "enum" -> values = values(parts[1]);
                default -> throw new IllegalStateException("unknown constraint: " + line);
            }
        }
        int slash = words[0].indexOf('/');
        String member = slash < 0 ? words[0] : words[0].substring(0, slash);
        String within = slash < 0 ? "" : words[0].substring(slash);
        return new MemberConstraint(
                member, within, required, sensitive, minLength, maxLength, min, max, pattern, values);
    }

    private List<String> values(String name) {
        Integer start = enums.get(name);
        if (start == null) {
            throw new IllegalStateException("no enum " + name);
        }
        String[] words = text.substring(start, lineEnd(start)).split(" ");
        return List.of(words).subList(2, words.length);
    }
}

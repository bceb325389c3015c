package dev.kagemusha.kms.access;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request says of itself, for conditions in policies: "Condition keys for AWS KMS" of the developer guide. Absent members of
 * the request have no key.
 */
public final class Facts {
    private static final String CONTEXT = "kms:EncryptionContext:";

    private final Map<String, List<String>> keys = new HashMap<>();
    private Map<String, String> context = Map.of();

    /** Nothing beside what is known of the key. */
    public static Facts none() {
        return new Facts();
    }

    public Facts and(String name, @Nullable Object value) {
        if (value != null) {
            keys.put(name, List.of(value.toString()));
        }
        return this;
    }

    public Facts and(String name, List<String> values) {
        if (!values.isEmpty()) {
            keys.put(name, values);
        }
        return this;
    }

    /** The encryption context: a key for each pair, and one for all names. */
    public Facts in(Map<String, String> encryptionContext) {
        context = encryptionContext;
        context.forEach((name, value) -> keys.put(CONTEXT + name, List.of(value)));
        return and("kms:EncryptionContextKeys", List.copyOf(context.keySet()));
    }

    Map<String, String> context() {
        return context;
    }

    Map<String, List<String>> keys() {
        return keys;
    }

    /** The encryption context that condition keys tell of. */
    static Map<String, String> contextOf(Map<String, List<String>> keys) {
        Map<String, String> context = new HashMap<>();
        keys.forEach((name, values) -> {
            if (name.startsWith(CONTEXT)) {
                context.put(name.substring(CONTEXT.length()), values.getFirst());
            }
        });
        return context;
    }
}

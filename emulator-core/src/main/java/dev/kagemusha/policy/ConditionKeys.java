package dev.kagemusha.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The context of a request: what each condition key holds. Looked up lazily, so that a value is worked out only when a
 * policy asks for it.
 */
@FunctionalInterface
public interface ConditionKeys {
    /** A context that holds nothing. */
    ConditionKeys NONE = key -> List.of();

    /**
     * The values of a key; empty when the request has no such key.
     *
     * @param key in lower case, such as {@code aws:principaltag/team}: names are case-insensitive, tag keys in them too
     */
    List<String> values(String key);

    /** A context that holds exactly these values, under names of any case. */
    static ConditionKeys of(Map<String, List<String>> values) {
        Map<String, List<String>> folded = new HashMap<>();
        values.forEach((key, held) -> folded.put(key.toLowerCase(Locale.ROOT), List.copyOf(held)));
        return key -> folded.getOrDefault(key, List.of());
    }

    /** This context, completed by another one where it has no value. */
    default ConditionKeys or(ConditionKeys other) {
        return key -> {
            List<String> own = values(key);
            return own.isEmpty() ? other.values(key) : own;
        };
    }
}

package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Function;

/**
 * A part of a table's definition that belongs to one topic (streams, time to live, a resource policy). The topic declares it
 * as a constant; definition and codec know none of them, so that a topic comes with its own package alone, and what one
 * version of the emulator does not know it still keeps.
 *
 * @param name frozen: it is stored
 * @param write the part as named values
 * @param read takes what {@code write} made, now or in an earlier version: a member may be missing
 */
public record Section<T>(String name, Function<T, Map<String, Value>> write, Function<Fields, T> read) {

    /** The named values of a stored section, with defaults for what is missing. */
    public record Fields(Map<String, Value> members) {
        /** A text, or null. */
        public @Nullable String optional(String field) {
            return members.get(field) instanceof Value.S text ? text.value() : null;
        }

        /** A text that must be there. */
        public String text(String field) {
            String text = optional(field);
            if (text == null) {
                throw new IllegalStateException("a stored definition without " + field);
            }
            return text;
        }

        /** A whole number; 0 if it is missing. */
        public long number(String field) {
            return members.get(field) instanceof Value.N number ? Long.parseLong(number.text()) : 0;
        }

        /** A whole number, or null. */
        public @Nullable Long optionalNumber(String field) {
            return members.get(field) instanceof Value.N number ? Long.valueOf(number.text()) : null;
        }

        /** A truth; false if it is missing. */
        public boolean flag(String field) {
            return members.get(field) == Value.Bool.TRUE;
        }
    }
}

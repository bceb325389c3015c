package dev.kagemusha.s3.form;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The fields before a form's file, in their order; names are compared without case, values with it. */
final class FormFields {
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /**
     * A field.
     *
     * @param name as sent
     */
    record Field(String name, String value) {
        String lowerName() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** Adds a field; of two with one name the later counts. */
    void add(String name, String value) {
        Field field = new Field(name, value);
        fields.put(field.lowerName(), field);
    }

    /** @param lowerName in lower case */
    @Nullable
    String get(String lowerName) {
        Field field = fields.get(lowerName);
        return field == null ? null : field.value();
    }

    /** The same, empty for a field that is not there. */
    String text(String lowerName) {
        String value = get(lowerName);
        return value == null ? "" : value;
    }

    /** Whether the field is there and not empty. */
    boolean has(String lowerName) {
        return !text(lowerName).isEmpty();
    }

    /** Puts a text in the place of another, in every field but the policy, which is signed as it is. */
    void replace(String text, String by) {
        fields.replaceAll((name, field) -> name.equals("policy")
                ? field
                : new Field(field.name(), field.value().replace(text, by)));
    }

    Collection<Field> all() {
        return fields.values();
    }
}

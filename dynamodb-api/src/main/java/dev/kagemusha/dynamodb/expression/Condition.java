package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/** A condition or filter that is ready to be asked about items. */
public final class Condition {
    private final Test test;
    private final Set<String> attributes;
    private final Set<String> nestedAttributes;

    Condition(Test test, Set<String> attributes, Set<String> nestedAttributes) {
        this.test = test;
        this.attributes = attributes;
        this.nestedAttributes = nestedAttributes;
    }

    /** Whether the condition is true of {@code item}; an absent one has no attributes. */
    public boolean matches(@Nullable Item item) {
        return test.holds(item == null ? Item.empty() : item);
    }

    /** The top-level attributes the condition reads; a query's filter may not read the key. */
    public Set<String> attributes() {
        return attributes;
    }

    /** Those of {@link #attributes} that the condition reads a part of; no key attribute can be among them. */
    public Set<String> nestedAttributes() {
        return nestedAttributes;
    }
}

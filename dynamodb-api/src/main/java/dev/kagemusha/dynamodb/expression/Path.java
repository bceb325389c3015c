package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A document path with all names resolved: a top-level attribute, then steps into it. Never empty. */
public record Path(List<Step> steps) {

    /** The top-level attribute the path starts in. */
    public String attribute() {
        return ((Step.Name) steps.getFirst()).name();
    }

    /** Whether the path goes into its top-level attribute. */
    public boolean isNested() {
        return steps.size() > 1;
    }

    /** The value at this path of {@code item}, or null if the path leads nowhere. */
    public @Nullable Value in(Item item) {
        Value value = item.get(attribute());
        for (int i = 1; i < steps.size() && value != null; i++) {
            value = enter(value, steps.get(i));
        }
        return value;
    }

    private static @Nullable Value enter(Value value, Step step) {
        return switch (step) {
            case Step.Name name -> value instanceof Value.M map ? map.entries().get(name.name()) : null;
            case Step.Index index ->
                value instanceof Value.L list && index.index() < list.values().size()
                        ? list.values().get(index.index())
                        : null;
        };
    }

    /** As AWS's messages write it: {@code [a, [1], b]}. */
    @Override
    public String toString() {
        return steps.toString();
    }
}

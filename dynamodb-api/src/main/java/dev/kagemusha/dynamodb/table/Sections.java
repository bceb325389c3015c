package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** The sections that a table has. Immutable; each is read when it is first asked for. */
public final class Sections {
    /** None at all. */
    public static final Sections NONE = new Sections(Map.of());

    private final Map<String, Slot> slots;

    private Sections(Map<String, Slot> slots) {
        this.slots = slots;
    }

    private static final class Slot {
        final Map<String, Value> stored;
        volatile @Nullable Object read;

        Slot(Map<String, Value> stored, @Nullable Object read) {
            this.stored = stored;
            this.read = read;
        }
    }

    static Sections of(Map<String, Value> stored) {
        Map<String, Slot> slots = new HashMap<>();
        stored.forEach((name, value) -> slots.put(name, new Slot(((Value.M) value).entries(), null)));
        return slots.isEmpty() ? NONE : new Sections(slots);
    }

    Map<String, Value> stored() {
        Map<String, Value> stored = new HashMap<>();
        slots.forEach((name, slot) -> stored.put(name, new Value.M(slot.stored)));
        return stored;
    }

    /** What this section says, or null if the table has none. */
    @SuppressWarnings("unchecked") // a name belongs to one section
    public <T> @Nullable T get(Section<T> section) {
        Slot slot = slots.get(section.name());
        if (slot == null) {
            return null;
        }
        Object read = slot.read;
        if (read == null) {
            read = section.read().apply(new Section.Fields(slot.stored));
            slot.read = read;
        }
        return (T) read;
    }

    /** The same with this section, or without it if {@code value} is null. */
    public <T> Sections with(Section<T> section, @Nullable T value) {
        Map<String, Slot> changed = new HashMap<>(slots);
        if (value == null) {
            changed.remove(section.name());
        } else {
            changed.put(section.name(), new Slot(section.write().apply(value), value));
        }
        return new Sections(changed);
    }
}

package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

/** An item as a write found it in its place or put it there, read only when somebody looks at it; or nothing. */
public final class Found {
    static final Found NOTHING = new Found(null);

    private final byte @Nullable [] row;
    private @Nullable Item item;

    Found(byte @Nullable [] row) {
        this(row, null);
    }

    Found(byte @Nullable [] row, @Nullable Item item) {
        this.row = row;
        this.item = item;
    }

    /** What {@link #row} gave. */
    public static Found of(byte @Nullable [] row) {
        return new Found(row);
    }

    /** The item as it is stored, not to be changed; null if there is none. */
    public byte @Nullable [] row() {
        return row;
    }

    /** Whether there is an item. */
    public boolean exists() {
        return row != null;
    }

    /** The item, or null. */
    public @Nullable Item item() {
        if (item == null && row != null) {
            item = Row.item(row);
        }
        return item;
    }

    /** Its size in bytes; 0 if there is none. */
    public int size() {
        return row == null ? 0 : Row.size(row);
    }
}

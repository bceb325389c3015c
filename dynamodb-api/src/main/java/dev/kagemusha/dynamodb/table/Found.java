package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

/** What a write found in its place: an item, read only when somebody looks at it, or nothing. */
public final class Found {
    private final byte @Nullable [] row;
    private @Nullable Item item;

    Found(byte @Nullable [] row) {
        this.row = row;
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

package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.seal.TableKeys;
import org.jspecify.annotations.Nullable;

/** An item as a write found it in its place or put it there, opened and read only when somebody looks at it; or nothing. */
public final class Found {
    static final Found NOTHING = new Found(null, 0, null, null);

    private final @Nullable TableKeys keys;
    private final int scope;
    private final byte @Nullable [] row;
    private @Nullable Item item;

    private Found(@Nullable TableKeys keys, int scope, byte @Nullable [] row, @Nullable Item item) {
        this.keys = keys;
        this.scope = scope;
        this.row = row;
        this.item = item;
    }

    /** What is written now. */
    static Found of(TableKeys keys, int scope, byte[] row, Item item) {
        return new Found(keys, scope, row, item);
    }

    /** What {@link #row} gave, in the scope where it was sealed. */
    public static Found of(TableKeys keys, int scope, byte @Nullable [] row) {
        return row == null ? NOTHING : new Found(keys, scope, row, null);
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
        if (item == null && row != null && keys != null) {
            item = Row.item(keys, scope, row);
        }
        return item;
    }

    /** Its size in bytes; 0 if there is none. */
    public int size() {
        return row == null ? 0 : Row.size(row);
    }
}

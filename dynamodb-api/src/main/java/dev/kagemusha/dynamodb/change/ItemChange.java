package dev.kagemusha.dynamodb.change;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Origin;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One change of one item, as a record of the log: the item before and after, whole, as their rows hold them. Both images are always
 * kept, whatever a stream shows of them, since whoever undoes changes needs them. The time is in the record's number.
 *
 * <pre>
 * version(1) flags(1) [length(4) row before] [row after]
 * flags: 1 there was an item, 2 there is one, from bit 2 on the {@link Origin}
 * </pre>
 */
public final class ItemChange {
    private static final byte VERSION = 1;
    private static final int HEAD = 2;
    private static final int BEFORE = 1;
    private static final int AFTER = 2;
    private static final int ORIGIN_SHIFT = 2;

    private final Origin origin;
    private final Found before;
    private final Found after;

    private ItemChange(Origin origin, Found before, Found after) {
        this.origin = origin;
        this.before = before;
        this.after = after;
    }

    /** A record of a change. */
    public static byte[] encode(Found before, Found after, Origin origin) {
        byte[] old = before.row();
        byte[] now = after.row();
        int oldLength = old == null ? 0 : 4 + old.length;
        int nowLength = now == null ? 0 : now.length;
        ByteBuffer out = ByteBuffer.allocate(HEAD + oldLength + nowLength);
        out.put(VERSION);
        out.put((byte) ((old == null ? 0 : BEFORE) | (now == null ? 0 : AFTER) | origin.code() << ORIGIN_SHIFT));
        if (old != null) {
            out.putInt(old.length).put(old);
        }
        if (now != null) {
            out.put(now);
        }
        return out.array();
    }

    /** Reads a record of the log of a table in this scope. */
    public static ItemChange decode(byte[] record, TableKeys keys, int scope) {
        ByteBuffer in = ByteBuffer.wrap(record);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("a change in unknown format " + version);
        }
        int flags = in.get();
        byte[] old = null;
        if ((flags & BEFORE) != 0) {
            old = new byte[in.getInt()];
            in.get(old);
        }
        byte[] now = (flags & AFTER) == 0 ? null : Arrays.copyOfRange(record, in.position(), record.length);
        return new ItemChange(Origin.of(flags >> ORIGIN_SHIFT), Found.of(keys, scope, old), Found.of(keys, scope, now));
    }

    /** Who did it. */
    public Origin origin() {
        return origin;
    }

    /** What was there before. */
    public Found found() {
        return before;
    }

    /** What is there after. */
    public Found left() {
        return after;
    }

    /** The item before, or null if there was none. */
    public @Nullable Item before() {
        return before.item();
    }

    /** The item after, or null if it was deleted. */
    public @Nullable Item after() {
        return after.item();
    }

    /** The item's key. */
    public Item key(List<KeyAttribute> attributes) {
        Item item = after.exists() ? after.item() : before.item();
        if (item == null) {
            throw new IllegalStateException("a change of nothing");
        }
        Set<String> names = new LinkedHashSet<>();
        for (KeyAttribute attribute : attributes) {
            names.add(attribute.name());
        }
        return item.only(names);
    }
}

package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyCodec;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.state.ChangeLog;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The shards of a stream. A shard is a stretch of four hours of the log and, where the table has several partitions, those of
 * its records whose partition keys hash into one of as many ranges. So shards need no rows: they follow from when the stream began,
 * split and ended. AWS closes a shard after about four hours, too.
 */
final class Shards {
    /** As many ranges of hashes as there can be shards at a time. */
    private static final int RANGES = 16;

    private static final long LIFE = Duration.ofHours(4).toMillis();
    private static final String PREFIX = "shardId-";
    private static final int TIME_DIGITS = 20;

    private Shards() {}

    /**
     * One shard.
     *
     * @param parent the id of the shard that it continues, or null if the stream began with it
     * @param start the first number of the log
     * @param end the first number that is not its any more
     * @param open whether it can still get records
     * @param slice which range of hashes it has, of {@code slices}
     */
    record Shard(String id, @Nullable String parent, long start, long end, boolean open, int slice, int slices) {

        /** Whether the changes of an item belong to it. */
        boolean holds(List<KeyAttribute> keys, Item item) {
            if (slices == 1) {
                return true;
            }
            Value partition = item.get(keys.getFirst().name());
            return partition != null && range(partition) * slices / RANGES == slice;
        }
    }

    /** The shards that have, or may have, records to read, in the order of their ids. */
    static List<Shard> of(StreamInfo stream, long nowMillis) {
        List<Shard> shards = new ArrayList<>();
        long horizon = nowMillis - StreamSettings.RETENTION.toMillis();
        for (int i = 0; i < stream.cuts().size(); i++) {
            long from = stream.cuts().get(i).millis();
            long until = until(stream, i);
            long stretch = Math.max(0, Math.floorDiv(horizon - from, LIFE));
            while (from + stretch * LIFE < until && from + stretch * LIFE <= nowMillis) {
                add(shards, stream, i, stretch, nowMillis);
                stretch++;
            }
        }
        shards.sort(Comparator.comparing(Shard::id));
        return shards;
    }

    private static long until(StreamInfo stream, int cut) {
        boolean last = cut + 1 == stream.cuts().size();
        return last
                ? stream.endMillis()
                : Math.min(stream.endMillis(), stream.cuts().get(cut + 1).millis());
    }

    private static void add(List<Shard> shards, StreamInfo stream, int at, long stretch, long nowMillis) {
        StreamInfo.Cut cut = stream.cuts().get(at);
        long begin = cut.millis() + stretch * LIFE;
        long full = begin + LIFE;
        long until = until(stream, at);
        long start = stretch == 0 ? cut.number() : ChangeLog.at(begin);
        long end;
        if (full < until) {
            end = ChangeLog.at(full);
        } else if (until == stream.endMillis()) {
            end = stream.endNumber();
        } else {
            end = stream.cuts().get(at + 1).number();
        }
        boolean open = !stream.ended() && Math.min(full, until) > nowMillis;
        for (int slice = 0; slice < cut.shards(); slice++) {
            String id = id(stream, begin, slice);
            String parent = parent(stream, at, stretch, slice);
            shards.add(new Shard(id, parent, start, end, open, slice, cut.shards()));
        }
    }

    private static @Nullable String parent(StreamInfo stream, int at, long stretch, int slice) {
        StreamInfo.Cut cut = stream.cuts().get(at);
        if (stretch > 0) {
            return id(stream, cut.millis() + (stretch - 1) * LIFE, slice);
        }
        if (at == 0) {
            return null;
        }
        StreamInfo.Cut before = stream.cuts().get(at - 1);
        long last = (cut.millis() - 1 - before.millis()) / LIFE;
        return id(stream, before.millis() + last * LIFE, slice * before.shards() / cut.shards());
    }

    /** {@code shardId-00000001767225600000-0a1b2c3d}: when it began, then its range and what tells streams apart. */
    private static String id(StreamInfo stream, long begin, int slice) {
        String time = Long.toString(begin);
        int mix = (stream.arn().hashCode() ^ Long.hashCode(begin)) * 0x9E3779B9;
        String hex = Integer.toHexString(slice << 28 | mix >>> 4);
        return PREFIX + "0".repeat(TIME_DIGITS - time.length()) + time + "-" + "0".repeat(8 - hex.length()) + hex;
    }

    /** The shard of this id, or null if there is none that can be read. */
    static @Nullable Shard find(StreamInfo stream, String id, long nowMillis) {
        for (Shard shard : of(stream, nowMillis)) {
            if (shard.id().equals(id)) {
                return shard;
            }
        }
        return null;
    }

    /** Never to be changed: readers keep their places in shards. */
    private static int range(Value partition) {
        int hash = 0x811C9DC5;
        for (byte b : KeyCodec.encode(partition)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        return (hash ^ hash >>> 13) >>> 28;
    }
}

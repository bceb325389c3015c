package dev.kagemusha.s3.replication;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;

/**
 * Where a task waits: in its source bucket's queue, in order of time.
 *
 * @param due epoch milliseconds
 * @param order of the version
 */
record Place(long bucket, long due, String key, long order, Change change) {
    /** bucket id, due, key, version, change → what is to be replicated where */
    static final Table<Place, Task> TASKS =
            new Table<>(222, "s3.replicationTasks", new Codec(), Rows.value(Task::encode, Task::decode));

    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    /** The version's id. */
    String versionId() {
        return new Version(order, true).id(key);
    }

    static final class Codec implements KeyCodec<Place> {
        @Override
        public void write(Place key, KeyWriter out) {
            out.u64(key.bucket).u64(key.due).text(key.key).u64(key.order).u8(key.change.code());
        }

        @Override
        public Place read(KeyReader in) {
            return new Place(in.u64(), in.u64(), in.text(), in.u64(), Change.of(in.u8()));
        }
    }
}

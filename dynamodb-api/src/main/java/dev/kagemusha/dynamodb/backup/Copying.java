package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.change.Followers;
import dev.kagemusha.dynamodb.change.ItemChange;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.JobRun;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a copy of a table as it was before one number of its log of changes, in bounded slices, while the table is written.
 *
 * <p>The first phase copies the rows in their order, each as it is when its slice comes by. The second goes through the log from
 * its end backwards to the number, and puts each item that changed back to what it was before. Whatever the first phase saw of an
 * item, the last thing that is put back is what it was before its first change, which is what it was at the number; an item
 * without a change since was copied as it was. A change that is committed behind the back of the second phase happened after its item
 * was copied, or is one of several of which an earlier one is met, or else is met itself.
 *
 * <p>The number must be a clean cut: the table's log reaches back to it without a gap, and all changes before it are committed
 * when the first slice is read.
 */
public final class Copying {
    /** The phase that copies rows. */
    public static final int ROWS = 1;

    /** The phase that undoes changes. */
    public static final int CHANGES = 2;

    /** The phase that the work goes on with. */
    public static final int COPIED = 3;

    private static final String FOLLOWER = "copy-";
    private static final int SLICE = 400;
    private static final long SLICE_BYTES = 4 << 20;
    private static final Duration SLACK = Duration.ofDays(1);

    private final StateStore store;
    private final TableKeys keys;

    public Copying(StateStore store, TableKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** A definition whose changes are kept for as long as a copy needs them. */
    public static TableInfo hold(TableInfo table, int image, long nowMillis, long number) {
        long age = Math.max(0, nowMillis - ChangeLog.millis(number));
        return Followers.add(table, FOLLOWER + image, SLACK.plusMillis(age));
    }

    /** The definition once the copy is made. */
    public static TableInfo release(TableInfo table, int image) {
        return Followers.remove(table, FOLLOWER + image);
    }

    /** Whether a copy of the table is being made. */
    public static boolean isHeld(TableInfo table) {
        Followers followers = table.get(Followers.SECTION);
        return followers != null && followers.needs().keySet().stream().anyMatch(name -> name.startsWith(FOLLOWER));
    }

    /** Does a slice of the first or second phase, and settles the job. */
    public void slice(JobRun run, int scope, TableInfo table, Progress now) {
        if (now.phase() == ROWS) {
            copy(run, scope, table, now);
        } else {
            undo(run, scope, table, now);
        }
    }

    private void copy(JobRun run, int scope, TableInfo table, Progress now) {
        List<Images.Line> lines =
                store.read(view -> Images.read(view, keys, scope, table.id(), now.at(), SLICE, SLICE_BYTES));
        store.write(Locks.NONE, tx -> {
            long bytes = 0;
            for (Images.Line line : lines) {
                Images.put(tx, scope, now.image(), line.place(), line.row());
                bytes += line.size();
            }
            Progress next = lines.isEmpty()
                    ? now.to(CHANGES)
                    : now.on(lines.size(), bytes, lines.getLast().place());
            run.again(tx, next.encode());
            return true;
        });
    }

    private void undo(JobRun run, int scope, TableInfo table, Progress now) {
        long end = now.at().length == 0
                ? Long.MAX_VALUE
                : ByteBuffer.wrap(now.at()).getLong();
        List<ChangeLog.Entry> entries = store.read(view -> {
            List<ChangeLog.Entry> found = new ArrayList<>();
            long left = SLICE_BYTES;
            try (Cursor<ChangeLog.Place, byte[]> rows =
                    ChangeLog.range(view, scope, table.id(), now.number(), end, true)) {
                while (left > 0 && found.size() < SLICE && rows.next()) {
                    byte[] record = rows.rawValue();
                    left -= record.length;
                    found.add(new ChangeLog.Entry(rows.key().number(), record));
                }
            }
            return found;
        });
        if (!entries.isEmpty()) {
            keys.ready(scope, table.id()); // rows are copied as they are, but which of them changed is sealed
        }
        store.write(Locks.NONE, tx -> {
            long items = 0;
            long bytes = 0;
            for (ChangeLog.Entry entry : entries) {
                ItemChange change = ItemChange.decode(entry.record(), keys, scope);
                byte[] place = Images.place(table, change.key(table.keys().all()));
                Found copied = Images.get(tx, keys, scope, now.image(), place);
                Found before = change.found();
                Images.put(tx, scope, now.image(), place, before.row());
                items += (before.exists() ? 1 : 0) - (copied.exists() ? 1 : 0);
                bytes += before.size() - copied.size();
            }
            Progress next = entries.isEmpty()
                    ? now.to(COPIED)
                    : now.on(
                            items,
                            bytes,
                            ByteBuffer.allocate(Long.BYTES)
                                    .putLong(entries.getLast().number())
                                    .array());
            run.again(tx, next.encode());
            return true;
        });
    }
}

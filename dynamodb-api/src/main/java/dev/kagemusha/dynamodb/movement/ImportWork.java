package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Undone;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads imports. The files are listed once; then each slice reads some records and commits their items with the count of records
 * that are done. The file being read stays open from slice to slice; after a restart it is opened again and read up to where it
 * was. A record that is no valid item of the table is counted as an error and left out; one that is no item at all is counted, and
 * the rest of its file left out with it. Either makes the import one that failed in the end, with what was imported in its table.
 */
final class ImportWork implements TableListener {
    private static final String KIND = "dynamodb.import";
    private static final int LIST = 0;
    private static final int READ = 1;
    private static final int SLICE = 100;
    private static final int MAX_ITEM = 400 * 1024;

    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Errands errands;
    private final Catalog catalog;
    private final ItemStore items;

    /** The file that is being read; used by the one thread that runs jobs. */
    private @Nullable Open open;

    private record Open(String id, int scope, int file, long[] done, Records records) {}

    ImportWork(Environment environment, Catalog catalog, ItemStore items) {
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.errands = environment.errands();
        this.catalog = catalog;
        this.items = items;
        jobs.handle(KIND, this::run);
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        ImportSettings was = before == null ? null : before.get(ImportSettings.SECTION);
        ImportSettings is = after == null ? null : after.get(ImportSettings.SECTION);
        if (is != null && before == null) {
            jobs.schedule(tx, KIND, scope, is.id(), clock.instant());
        } else if (was != null && before != null && after == null && isUnderWay(tx, scope, was.id())) {
            throw DynamoDbErrors.resourceInUse(
                    "Attempt to change a resource which is still in use: Table is being created: " + before.name());
        }
    }

    private static boolean isUnderWay(Transaction tx, int scope, String id) {
        Task task = tx.get(TaskRows.IMPORTS, scope, id);
        return task != null && Descriptions.ofImport(task).importStatus() == ImportStatus.IN_PROGRESS;
    }

    private void run(JobRun run) {
        Task task = store.read(view -> view.get(TaskRows.IMPORTS, run.scope(), run.key()));
        if (task == null) {
            throw new IllegalStateException("an import that is gone");
        }
        Tally tally = run.cursor().length == 0 ? Tally.BEGINNING : Tally.decode(run.cursor());
        ImportTableDescription asked = Descriptions.ofImport(task);
        try {
            if (tally.phase() == LIST) {
                list(run, task, asked);
            } else if (tally.file() < task.files().size()) {
                read(run, task, asked, tally);
            } else {
                finish(
                        run,
                        task,
                        tally,
                        tally.errors() == 0
                                ? asked.toBuilder().importStatus(ImportStatus.COMPLETED)
                                : failed(
                                        asked,
                                        "ItemValidationError",
                                        "Some of the items failed validation checks and were not imported."
                                                + " Please check CloudWatch error logs for more details."));
            }
        } catch (Bucket.Failure failure) {
            ImportTableDescription.Builder outcome = failed(asked, failure.code, String.valueOf(failure.getMessage()));
            if (tally.phase() == LIST) {
                undo(run, task, tally, outcome);
            } else {
                finish(run, task, tally, outcome);
            }
        } catch (IOException broken) {
            skip(run, tally);
        }
    }

    private static ImportTableDescription.Builder failed(ImportTableDescription asked, String code, String message) {
        return asked.toBuilder()
                .importStatus(ImportStatus.FAILED)
                .failureCode(code)
                .failureMessage(message);
    }

    /** What is left of a file that cannot be read, not compressed as was said for example, is one error. */
    private void skip(JobRun run, Tally tally) {
        open = null;
        Tally next = new Tally(
                READ, tally.file() + 1, 0, tally.records() + 1, tally.imported(), tally.errors() + 1, tally.bytes());
        store.write(Locks.NONE, tx -> {
            run.again(tx, next.encode());
            return true;
        });
    }

    /** How far an import is. */
    private record Tally(int phase, int file, long record, long records, long imported, long errors, long bytes) {
        private static final Tally BEGINNING = new Tally(LIST, 0, 0, 0, 0, 0, 0);

        byte[] encode() {
            return ByteBuffer.allocate(1 + 4 + 5 * Long.BYTES)
                    .put((byte) phase)
                    .putInt(file)
                    .putLong(record)
                    .putLong(records)
                    .putLong(imported)
                    .putLong(errors)
                    .putLong(bytes)
                    .array();
        }

        static Tally decode(byte[] cursor) {
            ByteBuffer in = ByteBuffer.wrap(cursor);
            return new Tally(
                    in.get(), in.getInt(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        }
    }

    private void list(JobRun run, Task task, ImportTableDescription asked) {
        var source = asked.s3BucketSource();
        List<Task.DataFile> files = new ArrayList<>();
        for (S3Object object :
                new Bucket(errands, task).list(source.s3Bucket(), source.s3BucketOwner(), source.s3KeyPrefix())) {
            files.add(new Task.DataFile(object.key(), 0, "", ""));
        }
        if (files.isEmpty()) {
            throw new Bucket.Failure("S3NoSuchKey", "No objects were found under the given S3 key prefix");
        }
        store.write(Locks.of(TaskRows.IMPORTS, run.scope(), task.id()), tx -> {
            tx.update(TaskRows.IMPORTS, run.scope(), task.id(), task.files(files));
            run.again(tx, new Tally(READ, 0, 0, 0, 0, 0, 0).encode());
            return true;
        });
    }

    private Open open(JobRun run, Task task, ImportTableDescription asked, Tally tally) throws IOException {
        Open known = open;
        if (known != null
                && known.id().equals(task.id())
                && known.scope() == run.scope()
                && known.file() == tally.file()
                && known.done()[0] == tally.record()) {
            return known;
        }
        closeFile();
        var source = asked.s3BucketSource();
        Records records = Records.of(
                asked,
                task.table(),
                new Bucket(errands, task)
                        .open(
                                source.s3Bucket(),
                                source.s3BucketOwner(),
                                task.files().get(tally.file()).key()));
        long left = tally.record();
        while (left > 0 && passes(records)) {
            left--;
        }
        Open now = new Open(task.id(), run.scope(), tally.file(), new long[] {tally.record()}, records);
        open = now;
        return now;
    }

    /** Passes over a record, readable or not; false at the end. */
    private static boolean passes(Records records) throws IOException {
        try {
            return records.next() != null;
        } catch (Records.Unreadable counted) {
            return true;
        }
    }

    private void closeFile() throws IOException {
        if (open != null) {
            open.records().close();
            open = null;
        }
    }

    private void read(JobRun run, Task task, ImportTableDescription asked, Tally tally) throws IOException {
        Open file = open(run, task, asked, tally);
        Map<Place, Item> found = new LinkedHashMap<>();
        long read = 0;
        long errors = 0;
        boolean over = false;
        while (read < SLICE && !over) {
            try {
                Map<String, AttributeValue> record = file.records().next();
                if (record == null) {
                    over = true;
                } else {
                    read++;
                    Item item = check(task.table(), record);
                    found.put(new Place(Images.place(task.table(), item)), item);
                }
            } catch (Records.Unreadable e) {
                read++;
                errors++;
                over = e.last;
            } catch (DynamoDbException invalid) {
                errors++;
            }
        }
        file.done()[0] += read;
        Tally next = new Tally(
                READ,
                over ? tally.file() + 1 : tally.file(),
                over ? 0 : tally.record() + read,
                tally.records() + read,
                tally.imported() + read - errors,
                tally.errors() + errors,
                over ? tally.bytes() + file.records().bytes() : tally.bytes());
        put(run, task, found, next);
        if (over) {
            closeFile();
        }
    }

    /** A place as a key of a map. */
    private static final class Place {
        private final byte[] bytes;

        Place(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && java.util.Arrays.equals(bytes, place.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }
    }

    private static Item check(TableInfo table, Map<String, AttributeValue> record) {
        Item item = AttributeValues.toItem(record);
        Keys.checkItem(table, item);
        if (ItemSize.of(item) > MAX_ITEM) {
            throw DynamoDbErrors.itemTooLarge();
        }
        return item;
    }

    private void put(JobRun run, Task task, Map<Place, Item> found, Tally next) {
        if (found.isEmpty()) {
            store.write(Locks.NONE, tx -> {
                run.again(tx, next.encode());
                return true;
            });
            return;
        }
        Usage unbilled = new Usage(task.table().name());
        boolean ignored = catalog.onAll(() -> {
            TableInfo current = catalog.find(run.scope(), task.table().name());
            if (current == null) {
                throw new IllegalStateException("a table went while it was imported");
            }
            List<Write> writes = new ArrayList<>(found.size());
            for (Item item : found.values()) {
                int size = ItemSize.of(item);
                writes.add(new Write(
                        run.scope(), current, item, before -> new Decision.Put(item, size), unbilled, Origin.RESTORE));
            }
            Undone undone = items.writeAll(writes, tx -> run.again(tx, next.encode()));
            if (!undone.writes().isEmpty()) {
                throw new IllegalStateException("a transaction wrote to a table that is being imported");
            }
            return true;
        });
    }

    private void settle(Transaction tx, JobRun run, Task task, Tally tally, ImportTableDescription.Builder outcome) {
        ImportTableDescription description = outcome.endTime(clock.instant())
                .processedItemCount(tally.records())
                .importedItemCount(tally.imported())
                .errorCount(tally.errors())
                .processedSizeBytes(tally.bytes())
                .build();
        tx.upsert(TaskRows.IMPORTS, run.scope(), task.id(), task.described(Descriptions.JSON.write(description)));
        run.done(tx);
    }

    /** Nothing could be imported, and on AWS there is no table then. */
    private void undo(JobRun run, Task task, Tally tally, ImportTableDescription.Builder outcome) {
        TableInfo ignored =
                catalog.drop(run.scope(), task.table().name(), (tx, table) -> settle(tx, run, task, tally, outcome));
    }

    /** The table becomes active, whatever came of the import: what was imported by then is in it. */
    private void finish(JobRun run, Task task, Tally tally, ImportTableDescription.Builder outcome) {
        TableInfo ignored = catalog.change(run.scope(), task.table().name(), (tx, table, ids) -> {
            settle(tx, run, task, tally, outcome);
            return table.change()
                    .state(State.ACTIVE)
                    .section(ImportSettings.SECTION, null)
                    .build();
        });
    }
}

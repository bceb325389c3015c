package dev.kagemusha.dynamodb.movement;

import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import com.amazon.ion.system.IonTextWriterBuilder;
import dev.kagemusha.dynamodb.backup.Copying;
import dev.kagemusha.dynamodb.backup.Progress;
import dev.kagemusha.dynamodb.change.ItemChange;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.protocol.json.JsonText;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.IncrementalExportSpecification;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writes exports. A full one is made from a copy of the table as it was at its time ({@link Copying}); an incremental one gathers,
 * item by item, the first image and the last one of its period from the log. Then each slice writes one file and commits that it
 * did; should it be killed in between, the same file is written again under the same name. Manifests come last.
 *
 * <p>It is over the usual length because it is one sequence of phases, which read best in their order.
 */
final class ExportWork {
    private static final String KIND = "dynamodb.export";
    private static final int BEGIN = 0;
    private static final int WRITE = Copying.COPIED + 1;
    private static final int MANIFEST = WRITE + 1;
    private static final int GATHER = MANIFEST + 1;
    private static final int FILE_ITEMS = 5_000;
    private static final long FILE_BYTES = 8 << 20;
    private static final int SLICE = 400;
    private static final long SLICE_BYTES = 4 << 20;
    private static final Ids IDS = Ids.secure();

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Errands errands;
    private final Catalog catalog;
    private final Copying copying;

    ExportWork(Environment environment, Catalog catalog) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.errands = environment.errands();
        this.catalog = catalog;
        this.copying = new Copying(store, catalog.keys());
        jobs.handle(KIND, this::run);
    }

    /** Part of an export's or import's ARN. */
    static String id(Instant now) {
        return String.format(Locale.ROOT, "%014d-%s", now.toEpochMilli(), IDS.hex(8));
    }

    /** Begins an export, and answers its description. */
    ExportDescription begin(int scope, Call call, TableInfo table, ExportDescription asked) {
        Instant now = call.clock().instant();
        String id = id(now);
        ExportDescription description = asked.toBuilder()
                .exportArn(table.arn() + "/export/" + id)
                .exportManifest(prefix(asked) + id + "/manifest-summary.json")
                .build();
        IncrementalExportSpecification period = description.incrementalExportSpecification();
        long from = period == null ? -1 : ChangeLog.at(period.exportFromTime().toEpochMilli());
        long to = period == null
                ? ChangeLog.at(description.exportTime().toEpochMilli() + 1)
                : ChangeLog.at(period.exportToTime().toEpochMilli());
        Task task = new Task(
                id, Descriptions.JSON.write(description), call.caller(), call.region(), from, to, table, List.of());
        TaskRows.Name name = new TaskRows.Name(table.name(), id);
        store.write(Locks.of(TaskRows.EXPORTS, scope, name), tx -> {
            tx.insert(TaskRows.EXPORTS, scope, name, task);
            jobs.schedule(tx, KIND, scope, id + " " + table.name(), now);
            return true;
        });
        return description;
    }

    private static String prefix(ExportDescription export) {
        String prefix = export.s3Prefix() == null ? "" : export.s3Prefix();
        return (prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/") + "AWSDynamoDB/";
    }

    private void run(JobRun run) {
        int space = run.key().indexOf(' ');
        TaskRows.Name name =
                new TaskRows.Name(run.key().substring(space + 1), run.key().substring(0, space));
        Task task = store.read(view -> view.get(TaskRows.EXPORTS, run.scope(), name));
        if (task == null) {
            throw new IllegalStateException("an export that is gone");
        }
        Progress now = run.cursor().length == 0 ? Progress.begin(BEGIN, 0, task.to()) : Progress.decode(run.cursor());
        ExportDescription export = Descriptions.ofExport(task);
        try {
            switch (now.phase()) {
                case BEGIN -> start(run, task, export);
                case GATHER -> gather(run, task, now);
                case Copying.COPIED -> release(run, task, now);
                case WRITE -> write(run, name, task, export, now);
                case MANIFEST -> finish(run, name, task, export, now);
                default -> copying.slice(run, run.scope(), task.table(), now);
            }
        } catch (Bucket.Failure failure) {
            fail(run, name, task, export, now, failure);
        }
    }

    private void start(JobRun run, Task task, ExportDescription export) {
        plain(new Bucket(errands, task), export, prefix(export) + task.id() + "/_started", new byte[0]);
        TableInfo current = catalog.find(run.scope(), task.table().name());
        if (current == null || current.id() != task.table().id()) {
            throw new Bucket.Failure("TableNotFound", "The table was deleted");
        }
        TableInfo ignored = catalog.change(run.scope(), current.name(), (tx, table, ids) -> {
            int image = ids.getAsInt();
            long number = Math.min(task.to(), log.frontier(run.scope(), table.id()));
            Progress next = Progress.begin(task.incremental() ? GATHER : Copying.ROWS, image, number);
            run.again(tx, next.encode());
            return Copying.hold(table, image, clock.millis(), task.incremental() ? task.from() : number);
        });
    }

    /** Keeps of each item what it was before its first change in the period, and after its last. */
    private void gather(JobRun run, Task task, Progress now) {
        int scope = run.scope();
        TableInfo table = task.table();
        catalog.keys().ready(scope, table.id());
        long from =
                now.at().length == 0 ? task.from() : ByteBuffer.wrap(now.at()).getLong();
        ChangeLog.Slice slice = log.read(scope, table.id(), from, now.number(), SLICE, SLICE_BYTES);
        store.write(Locks.NONE, tx -> {
            for (ChangeLog.Entry entry : slice.entries()) {
                ItemChange change = ItemChange.decode(entry.record(), catalog.keys(), scope);
                byte[] key = key(
                        now.image(), Images.place(table, change.key(table.keys().all())));
                byte[] known = tx.get(TaskRows.CHANGES, scope, key);
                Found before =
                        known == null ? change.found() : change(known, scope).found();
                byte[] merged = ItemChange.encode(before, change.left(), Origin.CLIENT);
                tx.upsert(
                        TaskRows.CHANGES,
                        scope,
                        key,
                        ByteBuffer.allocate(Long.BYTES + merged.length)
                                .putLong(entry.number())
                                .put(merged)
                                .array());
            }
            Progress next = slice.next() >= now.number()
                    ? now.to(Copying.COPIED)
                    : now.on(
                            0,
                            0,
                            ByteBuffer.allocate(Long.BYTES)
                                    .putLong(slice.next())
                                    .array());
            run.again(tx, next.encode());
            return true;
        });
    }

    private ItemChange change(byte[] stored, int scope) {
        return ItemChange.decode(Arrays.copyOfRange(stored, Long.BYTES, stored.length), catalog.keys(), scope);
    }

    private static byte[] key(int image, byte[] place) {
        return new KeyWriter().u32(image).tail(place).toBytes();
    }

    private void release(JobRun run, Task task, Progress now) {
        TableInfo ignored = catalog.change(run.scope(), task.table().name(), (tx, table, ids) -> {
            Progress next = Progress.begin(WRITE, now.image(), now.number());
            run.again(tx, next.encode());
            return Copying.release(table, now.image());
        });
    }

    /** Lines of a file, and where the next one begins. */
    private record Part(byte[] body, int items, long bytes, byte[] last) {}

    private void write(JobRun run, TaskRows.Name name, Task task, ExportDescription export, Progress now) {
        Part part = task.incremental() ? changes(run.scope(), task, export, now) : rows(run.scope(), export, now);
        boolean over = part.items() == 0;
        List<Task.DataFile> files = new ArrayList<>(task.files());
        if (!over || files.isEmpty()) {
            byte[] body = zip(part.body());
            String folder = task.incremental() ? "data/" : task.id() + "/data/";
            String key = prefix(export)
                    + folder
                    + fileName(task.id(), files.size())
                    + (export.exportFormat() == ExportFormat.ION ? ".ion.gz" : ".json.gz");
            String tag = new Bucket(errands, task).put(export, key, body);
            files.add(new Task.DataFile(key, part.items(), md5(body), tag));
        }
        store.write(Locks.of(TaskRows.EXPORTS, run.scope(), name), tx -> {
            tx.update(TaskRows.EXPORTS, run.scope(), name, task.files(files));
            run.again(tx, (over ? now.to(MANIFEST) : now.on(part.items(), part.bytes(), part.last())).encode());
            return true;
        });
    }

    private Part rows(int scope, ExportDescription export, Progress now) {
        List<Images.Line> lines = store.read(
                view -> Images.read(view, catalog.keys(), scope, now.image(), now.at(), FILE_ITEMS, FILE_BYTES));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = 0;
        for (Images.Line line : lines) {
            if (export.exportFormat() == ExportFormat.ION) {
                ion(out, "Item", writer -> Ion.write(writer, line.item()));
            } else {
                line(
                        out,
                        Descriptions.JSON.write(PutRequest.builder()
                                .item(AttributeValues.from(line.item()))
                                .build()));
            }
            bytes += line.size();
        }
        return new Part(
                out.toByteArray(),
                lines.size(),
                bytes,
                lines.isEmpty() ? new byte[0] : lines.getLast().place());
    }

    private Part changes(int scope, Task task, ExportDescription export, Progress now) {
        byte[] prefix = new KeyWriter().u32(now.image()).toBytes();
        byte[] from = now.at().length == 0 ? prefix : Arrays.copyOf(now.at(), now.at().length + 1);
        boolean olds = export.incrementalExportSpecification().exportViewType() == ExportViewType.NEW_AND_OLD_IMAGES;
        return store.read(view -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int items = 0;
            long bytes = 0;
            byte[] last = new byte[0];
            try (Cursor<byte[], byte[]> rows =
                    view.range(TaskRows.CHANGES, scope, KeyRange.between(from, KeyRange.after(prefix)))) {
                while (items < FILE_ITEMS && bytes < FILE_BYTES && rows.next()) {
                    byte[] stored = rows.rawValue();
                    long micros = ChangeLog.millis(ByteBuffer.wrap(stored).getLong()) * 1000;
                    changeLine(out, export, task.table(), change(stored, scope), olds, micros);
                    bytes += stored.length;
                    items++;
                    last = rows.rawKey();
                }
            }
            return new Part(out.toByteArray(), items, bytes, last);
        });
    }

    private static void changeLine(
            ByteArrayOutputStream out,
            ExportDescription export,
            TableInfo table,
            ItemChange change,
            boolean olds,
            long micros) {
        Item keys = change.key(table.keys().all());
        Item old = olds ? change.before() : null;
        Item now = change.after();
        if (export.exportFormat() == ExportFormat.ION) {
            ion(out, "Record", writer -> {
                writer.stepIn(IonType.STRUCT);
                writer.setFieldName("Metadata");
                writer.stepIn(IonType.STRUCT);
                writer.setFieldName("WriteTimestampMicros");
                writer.writeDecimal(BigDecimal.valueOf(micros));
                writer.stepOut();
                image(writer, "Keys", keys);
                image(writer, "OldImage", old);
                image(writer, "NewImage", now);
                writer.stepOut();
            });
            return;
        }
        StreamRecord.Builder record = StreamRecord.builder().keys(AttributeValues.from(keys));
        if (old != null) {
            record.oldImage(AttributeValues.from(old));
        }
        if (now != null) {
            record.newImage(AttributeValues.from(now));
        }
        String images = new String(Descriptions.JSON.write(record.build()), StandardCharsets.UTF_8);
        line(
                out,
                ("{\"Metadata\":{\"WriteTimestampMicros\":\"" + micros + "\"}," + images.substring(1))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void image(IonWriter writer, String name, @Nullable Item item) throws IOException {
        if (item != null) {
            writer.setFieldName(name);
            Ion.write(writer, item);
        }
    }

    private interface Content {
        void write(IonWriter writer) throws IOException;
    }

    /** Each line begins with Ion's version marker, so that files can be cut anywhere between lines. */
    private static void ion(ByteArrayOutputStream out, String name, Content content) {
        StringBuilder text = new StringBuilder("$ion_1_0 ");
        try (IonWriter writer = IonTextWriterBuilder.standard().build(text)) {
            writer.stepIn(IonType.STRUCT);
            writer.setFieldName(name);
            content.write(writer);
            writer.stepOut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line(out, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(ByteArrayOutputStream out, byte[] line) {
        out.writeBytes(line);
        out.write('\n');
    }

    private static byte[] zip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
            zipped.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same for the same file, whenever it is written. */
    private static String fileName(String id, int index) {
        byte[] digest = digest("SHA-256", (id + "/" + index).getBytes(StandardCharsets.UTF_8));
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            name.append(Character.forDigit(digest[i] & 31, 32));
        }
        return name.toString();
    }

    private static String md5(byte[] body) {
        return Base64.getEncoder().encodeToString(digest("MD5", body));
    }

    private static byte[] digest(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void finish(JobRun run, TaskRows.Name name, Task task, ExportDescription export, Progress now) {
        Instant end = clock.instant();
        Bucket bucket = new Bucket(errands, task);
        String folder = prefix(export) + task.id() + "/";
        StringBuilder files = new StringBuilder();
        for (Task.DataFile file : task.files()) {
            files.append(new JsonText()
                            .object()
                            .number("itemCount", file.items())
                            .text("md5Checksum", file.md5())
                            .text("etag", file.etag())
                            .text("dataFileS3Key", file.key())
                            .end())
                    .append('\n');
        }
        withChecksum(bucket, export, folder + "manifest-files", files.toString());
        withChecksum(bucket, export, folder + "manifest-summary", summary(export, now, end, folder));
        settle(run, name, task, now, tx -> export.toBuilder()
                .exportStatus(ExportStatus.COMPLETED)
                .endTime(end)
                .itemCount(now.items())
                .billedSizeBytes(now.bytes())
                .build());
    }

    private static String summary(ExportDescription export, Progress now, Instant end, String folder) {
        boolean full = export.exportType() == ExportType.FULL_EXPORT;
        JsonText summary = new JsonText()
                .object()
                .text("version", full ? "2020-06-30" : "2023-08-01")
                .text("exportArn", export.exportArn())
                .text("startTime", export.startTime().toString())
                .text("endTime", end.toString())
                .text("tableArn", export.tableArn())
                .text("tableId", export.tableId());
        if (full) {
            summary.text("exportTime", export.exportTime().toString());
        } else {
            IncrementalExportSpecification period = export.incrementalExportSpecification();
            summary.text("exportFromTime", period.exportFromTime().toString())
                    .text("exportToTime", period.exportToTime().toString());
        }
        summary.text("s3Bucket", export.s3Bucket())
                .text("s3Prefix", export.s3Prefix())
                .text("s3SseAlgorithm", export.s3SseAlgorithmAsString())
                .text("s3SseKmsKeyId", export.s3SseKmsKeyId())
                .text("manifestFilesS3Key", folder + "manifest-files.json")
                .number("billedSizeBytes", now.bytes())
                .number("itemCount", now.items())
                .text("outputFormat", export.exportFormatAsString());
        if (!full) {
            summary.text("outputView", export.incrementalExportSpecification().exportViewTypeAsString());
        }
        return summary.text("exportType", export.exportTypeAsString()).end().toString();
    }

    private static void withChecksum(Bucket bucket, ExportDescription export, String key, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        plain(bucket, export, key + ".json", body);
        plain(bucket, export, key + ".checksum", md5(body).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an object of which no manifest tells. */
    private static void plain(Bucket bucket, ExportDescription export, String key, byte[] body) {
        String ignored = bucket.put(export, key, body);
    }

    private interface Outcome {
        ExportDescription of(Transaction tx);
    }

    private void settle(JobRun run, TaskRows.Name name, Task task, Progress now, Outcome outcome) {
        store.write(Locks.of(TaskRows.EXPORTS, run.scope(), name), tx -> {
            tx.update(TaskRows.EXPORTS, run.scope(), name, task.described(Descriptions.JSON.write(outcome.of(tx))));
            if (now.image() != 0) {
                Images.drop(tx, run.scope(), now.image());
                tx.deleteRange(
                        TaskRows.CHANGES,
                        run.scope(),
                        KeyRange.prefix(new KeyWriter().u32(now.image()).toBytes()));
            }
            run.done(tx);
            return true;
        });
    }

    /** Every phase that asks S3 has let go of the table already, or does not hold it yet. */
    private void fail(
            JobRun run, TaskRows.Name name, Task task, ExportDescription export, Progress now, Bucket.Failure failure) {
        settle(run, name, task, now, tx -> export.toBuilder()
                .exportStatus(ExportStatus.FAILED)
                .endTime(clock.instant())
                .failureCode(failure.code)
                .failureMessage(failure.getMessage())
                .build());
    }
}

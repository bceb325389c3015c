package dev.kagemusha.distribution;

import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * A kill in the midst of a hundred changes at once: every object is afterwards as it was before, or as the change makes it, and as the
 * change makes it where that was acknowledged. On disk are the files that rows refer to, and no others.
 */
final class ObjectsThroughKillsTest {
    private static final int CHANGES = 100;
    private static final int PART = 5 << 20;

    private final long seed = Seed.next();
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    /** What is done to one object. */
    private enum Kind {
        PUT,
        COMPLETE,
        COPY,
        OVERWRITE,
        DELETE
    }

    /**
     * A change of one object.
     *
     * @param before its content, or null for none
     * @param after the content that the change gives it, or null for none
     */
    private record Change(
            Kind kind,
            String bucket,
            String key,
            byte @Nullable [] before,
            byte @Nullable [] after,
            @Nullable String upload,
            List<CompletedPart> parts) {
        private void make(S3Client s3) {
            switch (kind) {
                case PUT, OVERWRITE -> put(s3, key, after);
                case COMPLETE -> complete(s3);
                case COPY ->
                    s3.copyObject(c -> c.sourceBucket(bucket)
                            .sourceKey(key + "-source")
                            .destinationBucket(bucket)
                            .destinationKey(key));
                case DELETE -> s3.deleteObject(d -> d.bucket(bucket).key(key));
            }
        }

        private void put(S3Client s3, String name, byte @Nullable [] content) {
            if (content != null) {
                s3.putObject(p -> p.bucket(bucket).key(name), RequestBody.fromBytes(content));
            }
        }

        private void complete(S3Client s3) {
            s3.completeMultipartUpload(
                    c -> c.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
        }

        private byte @Nullable [] content(S3Client s3) {
            try {
                return s3.getObjectAsBytes(g -> g.bucket(bucket).key(key)).asByteArrayUnsafe();
            } catch (NoSuchKeyException e) {
                return null;
            }
        }
    }

    private byte[] content() {
        byte[] content = new byte[random.nextInt(3) == 0 ? random.nextInt(60_000) : random.nextInt(2_000_000)];
        random.nextBytes(content);
        return content;
    }

    @Test
    @Tag("slow")
    void leavesEachObjectWholeAndNothingElse() throws Exception {
        System.out.println("seed " + seed);
        for (int round = 0; round < 8; round++) {
            killAmid("round" + round, random.nextInt(CHANGES - 10));
        }
    }

    private void killAmid(String run, int acknowledgements) throws Exception {
        Path data = directory.resolve("data");
        List<Change> changes;
        Map<String, Boolean> acknowledged = new ConcurrentHashMap<>();
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString())) {
            S3Client s3 = server.client(S3Client.builder().forcePathStyle(true));
            changes = prepare(s3, run);
            CountDownLatch enough = new CountDownLatch(acknowledgements);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Change change : changes) {
                    threads.execute(() -> {
                        try {
                            change.make(s3);
                            acknowledged.put(change.key(), true);
                            enough.countDown();
                        } catch (SdkException e) {
                            return; // the server is dead
                        }
                    });
                }
                assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
                TimeUnit.MICROSECONDS.sleep(random.nextInt(3_000));
                server.kill();
            }
        }
        int made = 0;
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString())) {
            S3Client s3 = server.client(S3Client.builder().forcePathStyle(true));
            for (Change change : changes) {
                made += check(s3, change, acknowledged.containsKey(change.key())) ? 1 : 0;
            }
            for (String bucket : List.of(run + "-plain", run + "-versioned")) {
                s3.listMultipartUploadsPaginator(l -> l.bucket(bucket))
                        .uploads()
                        .forEach(u -> s3.abortMultipartUpload(
                                a -> a.bucket(bucket).key(u.key()).uploadId(u.uploadId())));
            }
            server.terminate(); // which sweeps what is due
            assertThat(server.exit()).isEqualTo(128 + 15);
        }
        System.out.printf("%s: %d acknowledged, %d made%n", run, acknowledged.size(), made);
        assertThat(files(data)).as("files on disk, seed %d", seed).isEqualTo(referred(data));
    }

    /** Makes what the changes start from. */
    private List<Change> prepare(S3Client s3, String run) {
        s3.createBucket(b -> b.bucket(run + "-plain"));
        s3.createBucket(b -> b.bucket(run + "-versioned"));
        s3.putBucketVersioning(v -> v.bucket(run + "-versioned").versioningConfiguration(c -> c.status("Enabled")));
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            String bucket = run + (i % 2 == 0 ? "-plain" : "-versioned");
            String key = kind + "-" + i;
            byte[] after = kind == Kind.DELETE ? null : content();
            byte[] before = kind == Kind.OVERWRITE || kind == Kind.DELETE ? content() : null;
            String upload = null;
            List<CompletedPart> parts = List.of();
            if (kind == Kind.COMPLETE) {
                // One in four has two parts; each upload has one more that the completion leaves out.
                after = i % 4 == 0 ? join(new byte[PART], content()) : content();
                upload =
                        s3.createMultipartUpload(m -> m.bucket(bucket).key(key)).uploadId();
                parts = upload(s3, bucket, key, upload, after);
            }
            Change change = new Change(kind, bucket, key, before, after, upload, parts);
            change.put(s3, key, before);
            if (kind == Kind.COPY) {
                change.put(s3, key + "-source", after);
            }
            changes.add(change);
        }
        return changes;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static List<CompletedPart> upload(S3Client s3, String bucket, String key, String upload, byte[] content) {
        List<CompletedPart> parts = new ArrayList<>();
        int first = content.length > PART ? PART : content.length;
        parts.add(part(s3, bucket, key, upload, 1, content, 0, first));
        if (first < content.length) {
            parts.add(part(s3, bucket, key, upload, 2, content, first, content.length - first));
        }
        CompletedPart unused = part(s3, bucket, key, upload, 3, new byte[100_000], 0, 100_000);
        assertThat(unused.eTag()).isNotEmpty();
        return parts;
    }

    private static CompletedPart part(
            S3Client s3, String bucket, String key, String upload, int number, byte[] bytes, int offset, int length) {
        byte[] body = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
        String etag = s3.uploadPart(
                        u -> u.bucket(bucket).key(key).uploadId(upload).partNumber(number), RequestBody.fromBytes(body))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Whether the change was made; fails if the object is neither as before nor as after it. */
    private boolean check(S3Client s3, Change change, boolean acknowledged) {
        byte[] content = change.content(s3);
        boolean made = java.util.Arrays.equals(content, change.after());
        if (!made && (acknowledged || !java.util.Arrays.equals(content, change.before()))) {
            fail(
                    "%s, acknowledged %s, has %s bytes; seed %d",
                    change.key(), acknowledged, content == null ? "no" : Integer.toString(content.length), seed);
        }
        if (change.kind() == Kind.COMPLETE) {
            finish(s3, change, made);
        }
        if (change.bucket().endsWith("-versioned") && change.before() != null && made) {
            String earlier =
                    s3.listObjectVersions(l -> l.bucket(change.bucket()).prefix(change.key())).versions().stream()
                            .filter(v -> v.key().equals(change.key()))
                            .toList()
                            .getLast()
                            .versionId();
            assertThat(s3.getObjectAsBytes(g ->
                                    g.bucket(change.bucket()).key(change.key()).versionId(earlier))
                            .asByteArrayUnsafe())
                    .isEqualTo(change.before());
        }
        return made;
    }

    /** An upload that was not completed can be; one that was says so again, or is gone. */
    private static void finish(S3Client s3, Change change, boolean made) {
        try {
            change.complete(s3);
        } catch (S3Exception e) {
            assertThat(made).as(e.getMessage()).isTrue();
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchUpload");
        }
        assertThat(change.content(s3)).isEqualTo(change.after());
    }

    // ---- files

    private static TreeMap<Long, String> files(Path data) throws IOException {
        TreeMap<Long, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Path folder = file.getParent();
                if (folder != null
                        && folder.getParent() != null
                        && folder.getParent().endsWith("blobs")) {
                    found.put(
                            Long.parseLong(file.getFileName().toString(), 16),
                            folder.endsWith("tmp") ? "unfinished" : "whole");
                }
            }
        }
        return found;
    }

    private static TreeMap<Long, String> referred(Path data) {
        TreeSet<Long> ids = new TreeSet<>();
        try (StateStore store = RocksStateStore.open(StoreOptions.of(data), new SystemClock())) {
            for (Scope scope : store.scopes()) {
                collect(store, scope, ObjectTables.OBJECTS, ids);
                collect(store, scope, ObjectTables.VERSION_OBJECTS, ids);
            }
        }
        TreeMap<Long, String> expected = new TreeMap<>();
        ids.forEach(id -> expected.put(id, "whole"));
        return expected;
    }

    private static <K> void collect(StateStore store, Scope scope, Table<K, StoredObject> table, TreeSet<Long> into) {
        int number = store.scope(scope);
        int ignored = store.read(view -> {
            try (Cursor<K, StoredObject> rows = view.range(table, number, KeyRange.all())) {
                while (rows.next()) {
                    rows.value().blobs().stream()
                            .map(BlobRef::id)
                            .filter(id -> id != 0)
                            .forEach(into::add);
                }
            }
            return 0;
        });
    }
}

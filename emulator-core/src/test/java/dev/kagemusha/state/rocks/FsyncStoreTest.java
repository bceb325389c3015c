package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.time.SystemClock;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is on disk when a call returns, with and without {@code --fsync}. */
class FsyncStoreTest {
    private static final Scope SCOPE = new Scope("aws", "test", "000000000000", "us-east-1");

    @TempDir
    Path directory;

    private RocksStateStore open(boolean fsync) {
        return RocksStateStore.open(
                new StoreOptions(directory.resolve("data"), fsync, 16 << 20, null), new SystemClock());
    }

    private static void put(RocksStateStore store, String key) {
        int scope = store.scope(SCOPE);
        store.write(Locks.of(Rows.TEXT, scope, key), tx -> {
            tx.upsert(Rows.TEXT, scope, key, "value");
            return true;
        });
    }

    @Test
    void eachCommitForcesTheLogBeforeItReturns() {
        try (RocksStateStore store = open(true)) {
            for (int i = 0; i < 50; i++) {
                long before = store.syncs();
                put(store, "key" + i);
                assertThat(store.syncs()).as("commit %s", i).isGreaterThan(before);
            }
        }
    }

    /** Those who wait at the same time may share one, but nobody goes without. */
    @Test
    void commitsOfManyThreadsAreForcedToo() throws Exception {
        try (RocksStateStore store = open(true);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> forced = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> {
                        long before = store.syncs();
                        put(store, "key" + i);
                        return store.syncs() > before;
                    }))
                    .toList();
            for (Future<Boolean> each : forced) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    /** The JVM tells of each file and directory that it forces. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyAndItsDirectoryAreForcedBeforeTheyAreReferredTo(boolean fsync) throws Exception {
        byte[] body = new byte[100_000];
        List<Path> forced;
        long id;
        try (RocksStateStore store = open(fsync);
                Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            try (Blobs.Writer writer = store.blobs().writer()) {
                writer.write(body, 0, body.length);
                BlobRef ref = writer.finish();
                id = ref.id();
                recording.stop();
                int scope = store.scope(SCOPE);
                store.write(Locks.NONE, tx -> {
                    store.blobs().keep(tx, scope, ref);
                    return true;
                });
            }
            forced = forced(recording);
        }
        Path blobs = directory.resolve("data");
        if (!fsync) {
            assertThat(forced).noneMatch(path -> path.startsWith(blobs));
            return;
        }
        String name = String.format("%016x", id);
        assertThat(forced)
                .filteredOn(path -> path.endsWith(Path.of("tmp", name)))
                .hasSize(1);
        int file = forced.indexOf(
                forced.stream().filter(path -> path.endsWith(name)).findFirst().orElseThrow());
        assertThat(forced.subList(file + 1, forced.size()))
                .as("the directory that got the file, and the one that got that directory")
                .anyMatch(path -> path.endsWith(Path.of("blobs", name.substring(14))))
                .anyMatch(path -> path.endsWith("blobs"));
    }

    private List<Path> forced(Recording recording) throws IOException {
        Path file = directory.resolve("events.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .sorted(Comparator.comparing(jdk.jfr.consumer.RecordedEvent::getStartTime))
                .map(event -> Path.of(event.getString("path")))
                .toList();
    }
}

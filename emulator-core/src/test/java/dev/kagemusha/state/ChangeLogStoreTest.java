package dev.kagemusha.state;

import dev.kagemusha.state.ChangeLog.Entry;
import dev.kagemusha.state.ChangeLog.Place;
import dev.kagemusha.state.ChangeLog.Slice;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.FixedTime;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangeLogStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scope SCOPE = new Scope("aws", "test", "000000000000", "us-east-1");
    private static final Table<String, byte[]> ITEMS = new Table<>(90, "test.items", new NameKey(), new RawBytes());
    private static final long LOG = 7;
    private static final long ALL = Long.MAX_VALUE;

    @TempDir
    Path directory;

    private final FixedTime real = new FixedTime(START);
    private SystemClock clock = new SystemClock(real, List.of());
    private StateStore store;
    private ChangeLog log;
    private int scope;

    @BeforeEach
    void open() {
        clock = new SystemClock(real, List.of());
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        log = new ChangeLog(store, clock);
        scope = store.scope(SCOPE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long append(String text) {
        return store.write(Locks.NONE, tx -> log.append(tx, scope, LOG, bytes(text)));
    }

    private List<String> texts(long from) {
        return log.read(scope, LOG, from, ALL, 1_000, 1_000_000).entries().stream()
                .map(entry -> new String(entry.record(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keepsRecordsInTheOrderOfTheirNumbers() {
        long first = append("a");
        long second = append("b");

        assertThat(second).isGreaterThan(first);
        assertThat(ChangeLog.millis(first)).isEqualTo(START.toEpochMilli());
        assertThat(texts(0)).containsExactly("a", "b");
        assertThat(texts(second)).containsExactly("b");
    }

    @Test
    void findsAPlaceByTime() {
        append("before");
        clock.advance(Duration.ofSeconds(10));
        append("after");

        assertThat(texts(ChangeLog.at(START.toEpochMilli() + 1))).containsExactly("after");
    }

    @Test
    void keepsLogsApart() {
        append("mine");
        store.write(Locks.NONE, tx -> log.append(tx, scope, LOG + 1, bytes("other")));

        assertThat(texts(0)).containsExactly("mine");
    }

    @Test
    void stopsReadersAtANumberThatIsTakenButNotCommitted() throws Exception {
        append("a");
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            Future<Long> slow = pool.submit(() -> store.write(Locks.NONE, tx -> {
                long number = log.append(tx, scope, LOG, bytes("slow"));
                taken.countDown();
                awaitUninterrupted(commit);
                return number;
            }));
            taken.await();
            append("fast");

            Slice stopped = log.read(scope, LOG, 0, ALL, 100, 1_000);
            assertThat(stopped.entries()).extracting(Entry::record).containsExactly(bytes("a"));
            commit.countDown();
            assertThat(stopped.next()).isEqualTo(slow.get());
            assertThat(texts(stopped.next())).containsExactly("slow", "fast");
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsReadersPassTheNumberOfATransactionThatWasGivenUp() {
        append("a");
        assertThatThrownBy(() -> store.write(Locks.NONE, tx -> {
                    log.append(tx, scope, LOG, bytes("never"));
                    throw new UnsupportedOperationException();
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        append("b");

        assertThat(texts(0)).containsExactly("a", "b");
    }

    @Test
    void givesNoNumberBelowAFrontierItHasTold() {
        append("a");
        clock.advance(Duration.ofHours(1));
        long frontier = log.frontier(scope, LOG);
        clock.replace(List.of());

        assertThat(append("b")).isGreaterThanOrEqualTo(frontier);
    }

    @Test
    void goesOnAfterARestartEvenIfTheClockWentBack() {
        long before = append("a");
        close();
        real.set(START.minus(Duration.ofDays(1)));
        open();

        assertThat(append("b")).isGreaterThan(before);
        assertThat(texts(0)).containsExactly("a", "b");
    }

    @Test
    void readsAtMostSoManyRecordsAndBytes() {
        append("aaaa");
        long second = append("bbbb");
        append("cccc");

        assertThat(log.read(scope, LOG, 0, ALL, 1, 100).next()).isEqualTo(second);
        assertThat(log.read(scope, LOG, 0, ALL, 1, 100).entries()).hasSize(1);
        assertThat(log.read(scope, LOG, 0, ALL, 100, 8).entries()).hasSize(2);
        assertThat(log.read(scope, LOG, 0, ALL, 100, 2).entries()).hasSize(1);
        assertThat(log.read(scope, LOG, 0, second, 100, 100).entries()).hasSize(1);
        assertThat(log.read(scope, LOG, 0, second, 100, 100).next()).isEqualTo(second);
    }

    @Test
    void trimsWhatIsOlder() {
        append("old");
        clock.advance(Duration.ofHours(25));
        append("new");
        store.write(Locks.NONE, tx -> {
            log.trim(
                    tx, scope, LOG, ChangeLog.at(START.plus(Duration.ofHours(1)).toEpochMilli()));
            return true;
        });

        assertThat(texts(0)).containsExactly("new");
    }

    @Test
    void forgetsWithItsScope() {
        append("a");
        store.reset(all -> true);
        scope = store.scope(SCOPE);

        assertThat(texts(0)).isEmpty();
        append("b");
        assertThat(texts(0)).containsExactly("b");
    }

    @Test
    void comesBackWithASnapshot() {
        append("a");
        store.snapshot("s");
        append("b");
        store.restore("s");

        assertThat(texts(0)).containsExactly("a");
        append("c");
        assertThat(texts(0)).containsExactly("a", "c");
    }

    @Test
    void undoesFromTheNewestInTheViewOfWhatItIsAbout() {
        append("a");
        append("b");
        List<String> seen = new ArrayList<>();
        store.read(view -> {
            seen.clear();
            try (Cursor<Place, byte[]> rows = ChangeLog.range(view, scope, LOG, 0, ALL, true)) {
                while (rows.next()) {
                    seen.add(new String(rows.value(), StandardCharsets.UTF_8));
                }
            }
            return true;
        });

        assertThat(seen).containsExactly("b", "a");
    }

    /** Each writer counts up keys under their locks and logs each step, some given up; the reader must see every step once, in order. */
    @Test
    void losesNothingAndKeepsTheOrderOfAKeyUnderConcurrentWriters() throws Exception {
        int writers = 6;
        int keys = 5;
        int steps = 400;
        long seed = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                SplittableRandom random = new SplittableRandom(seed + w);
                running.add(pool.submit(() -> {
                    for (int i = 0; i < steps; i++) {
                        countUp("key" + random.nextInt(keys), random.nextInt(10) == 0);
                    }
                }));
            }
            int[] reached = new int[keys];
            long from = 0;
            boolean over = false;
            while (!over) {
                over = running.stream().allMatch(Future::isDone);
                Slice slice = log.read(scope, LOG, from, ALL, 50, 10_000);
                while (!slice.entries().isEmpty()) {
                    for (Entry entry : slice.entries()) {
                        ByteBuffer record = ByteBuffer.wrap(entry.record());
                        int key = record.getInt();
                        assertThat(record.getInt()).as("seed " + seed).isEqualTo(++reached[key]);
                        assertThat(entry.number()).isGreaterThanOrEqualTo(from);
                        from = entry.number() + 1;
                    }
                    from = slice.next();
                    slice = log.read(scope, LOG, from, ALL, 50, 10_000);
                }
                from = slice.next();
            }
            for (Future<?> each : running) {
                each.get();
            }
            for (int key = 0; key < keys; key++) {
                assertThat(reached[key]).as("seed " + seed).isEqualTo(count("key" + key));
            }
        }
    }

    private void countUp(String key, boolean giveUp) {
        try {
            store.write(Locks.of(ITEMS, scope, key), tx -> {
                byte[] found = tx.get(ITEMS, scope, key);
                int next = found == null ? 1 : ByteBuffer.wrap(found).getInt() + 1;
                tx.upsert(ITEMS, scope, key, ByteBuffer.allocate(4).putInt(next).array());
                int number = key.charAt(key.length() - 1) - '0';
                log.append(
                        tx,
                        scope,
                        LOG,
                        ByteBuffer.allocate(8).putInt(number).putInt(next).array());
                if (giveUp) {
                    throw new UnsupportedOperationException();
                }
                return true;
            });
        } catch (UnsupportedOperationException expected) {
            assertThat(giveUp).isTrue();
        }
    }

    private int count(String key) {
        byte[] found = store.read(view -> view.get(ITEMS, scope, key));
        return found == null ? 0 : ByteBuffer.wrap(found).getInt();
    }

    private static final class NameKey implements KeyCodec<String> {
        @Override
        public void write(String key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public String read(KeyReader in) {
            return in.tailText();
        }
    }

    private static final class RawBytes implements ValueCodec<byte[]> {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    }
}

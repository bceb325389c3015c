package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The store does what sorted maps do, whatever the order of calls. */
class RocksModelStoreTest {
    @TempDir
    Path directory;

    private static final int SCOPES = 3;

    @Test
    void agreesWithSortedMaps() {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        RandomGenerator random = new Random(seed);
        @SuppressWarnings({"unchecked", "rawtypes"})
        NavigableMap<byte[], byte[]>[] model = new NavigableMap[SCOPES];
        Arrays.setAll(model, i -> new TreeMap<byte[], byte[]>(Arrays::compareUnsigned));
        StateStore store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), new SystemClock());
        try {
            for (int round = 0; round < 1500; round++) {
                if (round % 300 == 299) {
                    store.close();
                    store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), new SystemClock());
                }
                step(store, random, model);
            }
        } finally {
            store.close();
        }
    }

    private static Scope scope(int number) {
        return new Scope("aws", "test", "00000000000" + number, "us-east-1");
    }

    private void step(StateStore store, RandomGenerator random, NavigableMap<byte[], byte[]>[] model) {
        int which = random.nextInt(SCOPES);
        NavigableMap<byte[], byte[]> rows = model[which];
        int choice = random.nextInt(100);
        if (choice < 2) {
            store.reset(s -> s.equals(scope(which)));
            rows.clear();
            return;
        }
        int id = store.scope(scope(which));
        if (choice < 40) {
            store.read(view -> {
                int checks = random.nextInt(1, 4);
                for (int i = 0; i < checks; i++) {
                    check(view, id, random, rows);
                }
                return true;
            });
            return;
        }
        NavigableMap<byte[], byte[]> next = new TreeMap<>(rows);
        boolean fail = random.nextInt(5) == 0;
        try {
            store.write(Locks.NONE, tx -> {
                int steps = random.nextInt(1, 12);
                for (int i = 0; i < steps; i++) {
                    change(tx, id, random, next);
                    check(tx, id, random, next);
                }
                if (fail) {
                    throw new IllegalArgumentException("on purpose");
                }
                return true;
            });
            model[which] = next;
        } catch (IllegalArgumentException e) {
            assertThat(fail).isTrue();
        }
    }

    private static void change(Transaction tx, int id, RandomGenerator random, NavigableMap<byte[], byte[]> rows) {
        byte[] key = key(random);
        byte[] value = new byte[random.nextInt(20)];
        random.nextBytes(value);
        switch (random.nextInt(6)) {
            case 0 -> {
                if (rows.containsKey(key)) {
                    assertThatThrownBy(() -> tx.insert(Rows.BYTES, id, key, value))
                            .isInstanceOf(IllegalStateException.class);
                } else {
                    tx.insert(Rows.BYTES, id, key, value);
                    rows.put(key, value);
                }
            }
            case 1 -> {
                if (!rows.containsKey(key)) {
                    assertThatThrownBy(() -> tx.update(Rows.BYTES, id, key, value))
                            .isInstanceOf(IllegalStateException.class);
                } else {
                    tx.update(Rows.BYTES, id, key, value);
                    rows.put(key, value);
                }
            }
            case 2, 3 -> {
                tx.upsert(Rows.BYTES, id, key, value);
                rows.put(key, value);
            }
            case 4 -> {
                tx.delete(Rows.BYTES, id, key);
                rows.remove(key);
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    KeyRange range = range(random);
                    tx.deleteRange(Rows.BYTES, id, range);
                    of(rows, range).clear();
                }
            }
        }
    }

    private static void check(ReadView view, int id, RandomGenerator random, NavigableMap<byte[], byte[]> rows) {
        byte[] key = key(random);
        assertThat(view.get(Rows.BYTES, id, key)).isEqualTo(rows.get(key));
        assertThat(view.contains(Rows.BYTES, id, key)).isEqualTo(rows.containsKey(key));
        KeyRange range = range(random);
        NavigableMap<byte[], byte[]> expected = of(rows, range);
        if (range.reverse()) {
            expected = expected.descendingMap();
        }
        try (Cursor<byte[], byte[]> cursor = view.range(Rows.BYTES, id, range)) {
            byte[] at = null;
            boolean inclusive = false;
            for (int i = 0; i < 30; i++) {
                if (random.nextInt(8) == 0) {
                    at = key(random);
                    inclusive = true;
                    cursor.seek(at);
                }
                Map.Entry<byte[], byte[]> wanted = at == null
                        ? expected.firstEntry()
                        : inclusive ? expected.ceilingEntry(at) : expected.higherEntry(at);
                boolean there = cursor.next();
                assertThat(there).isEqualTo(wanted != null);
                if (wanted == null) {
                    break;
                }
                assertThat(cursor.key()).isEqualTo(wanted.getKey());
                assertThat(cursor.rawKey()).isEqualTo(wanted.getKey());
                assertThat(cursor.value()).isEqualTo(wanted.getValue());
                at = wanted.getKey();
                inclusive = false;
            }
        }
    }

    private static NavigableMap<byte[], byte[]> of(NavigableMap<byte[], byte[]> rows, KeyRange range) {
        byte[] from = range.from();
        byte[] to = range.to();
        if (from != null && to != null && Arrays.compareUnsigned(from, to) > 0) {
            return new TreeMap<>(Arrays::compareUnsigned);
        }
        NavigableMap<byte[], byte[]> part = from == null ? rows : rows.tailMap(from, true);
        return to == null ? part : part.headMap(to, false);
    }

    private static KeyRange range(RandomGenerator random) {
        KeyRange range =
                switch (random.nextInt(4)) {
                    case 0 -> KeyRange.all();
                    case 1 -> KeyRange.prefix(key(random));
                    default -> KeyRange.between(bound(random), bound(random));
                };
        return random.nextBoolean() ? range.reversed() : range;
    }

    private static byte @Nullable [] bound(RandomGenerator random) {
        return random.nextInt(4) == 0 ? null : key(random);
    }

    private static byte[] key(RandomGenerator random) {
        byte[] key = new byte[random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(5));
        }
        return key;
    }
}

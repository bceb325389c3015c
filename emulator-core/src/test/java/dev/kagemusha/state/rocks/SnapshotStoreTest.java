package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SnapshotStoreTest {
    private static final Scope ONE = new Scope("aws", "test", "111111111111", "us-east-1");
    private static final Scope TWO = new Scope("aws", "test", "222222222222", "us-east-1");

    @TempDir
    Path directory;

    private StateStore store;

    @BeforeEach
    void open() {
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), new SystemClock());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(Scope scope, String key, String value) {
        int id = store.scope(scope);
        store.write(Locks.of(Rows.TEXT, id, key), tx -> {
            tx.upsert(Rows.TEXT, id, key, value);
            return true;
        });
    }

    private @Nullable String get(Scope scope, String key) {
        int id = store.scope(scope);
        String[] found = new String[1];
        return store.read(view -> {
                    String value = view.get(Rows.TEXT, id, key);
                    if (value != null) {
                        found[0] = value;
                    }
                    return value != null;
                })
                ? found[0]
                : null;
    }

    private BlobRef blob(Scope scope, int length) throws IOException {
        int id = store.scope(scope);
        try (Blobs.Writer writer = store.blobs().writer()) {
            writer.write(new byte[length], 0, length);
            BlobRef ref = writer.finish();
            store.write(Locks.NONE, tx -> {
                store.blobs().keep(tx, id, ref);
                return true;
            });
            return ref;
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("data/state"))) {
            return all.filter(file -> file.getParent().getParent().endsWith("blobs") && Files.isRegularFile(file))
                    .count();
        }
    }

    @Test
    void putsBackWhatWasSaved() throws IOException {
        put(ONE, "k", "old");
        BlobRef kept = blob(ONE, 100_000);
        store.snapshot("first");
        put(ONE, "k", "new");
        put(TWO, "k", "other");
        BlobRef later = blob(ONE, 200_000);
        store.write(Locks.NONE, tx -> {
            store.blobs().drop(tx, store.scope(ONE), kept);
            return true;
        });
        ((FileBlobs) store.blobs()).remove(kept.id());
        assertThat(files()).isEqualTo(1);
        AtomicInteger told = new AtomicInteger();
        store.onReset(told::incrementAndGet);

        store.restore("first");

        assertThat(told).hasValue(1);
        assertThat(get(ONE, "k")).isEqualTo("old");
        assertThat(get(TWO, "k")).isNull();
        assertThat(files()).isEqualTo(1);
        try (InputStream in = store.blobs().read(List.of(kept), 0, kept.length())) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
        assertThat(blob(ONE, 100_000).id()).isGreaterThan(later.id());

        store.close();
        open();
        assertThat(get(ONE, "k")).isEqualTo("old");
        store.restore("first");
        assertThat(get(ONE, "k")).isEqualTo("old");
    }

    @Test
    void givesNoScopeIdTwice() {
        put(ONE, "k", "1");
        int first = store.scope(ONE);
        store.snapshot("s");
        store.reset(s -> true);
        put(ONE, "k", "2");
        int second = store.scope(ONE);
        assertThat(second).isNotEqualTo(first);
        assertThat(store.live(first)).isFalse();
        store.restore("s");
        assertThat(store.scope(ONE)).isEqualTo(first);
        assertThat(store.live(second)).isFalse();
        assertThat(store.scope(TWO)).isGreaterThan(second);
    }

    @Test
    void replacesListsAndDeletesSnapshots() {
        put(ONE, "k", "1");
        store.snapshot("b");
        store.snapshot("a.1-x_Y");
        put(ONE, "k", "2");
        store.snapshot("b");
        assertThat(store.snapshots()).containsExactly("a.1-x_Y", "b");
        store.restore("b");
        assertThat(get(ONE, "k")).isEqualTo("2");
        store.deleteSnapshot("b");
        assertThat(store.snapshots()).containsExactly("a.1-x_Y");
        assertThatThrownBy(() -> store.restore("b")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> store.deleteSnapshot("b")).isInstanceOf(NoSuchElementException.class);
        assertThat(get(ONE, "k")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a b", "ü"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> store.snapshot(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.restore(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resetsOneAccountAndLeavesTheOther() throws Exception {
        put(ONE, "k", "1");
        put(TWO, "k", "2");
        for (int i = 0; i < 1200; i++) {
            put(ONE, "row" + i, "x");
        }
        BlobRef gone = blob(ONE, 100_000);
        BlobRef stays = blob(TWO, 100_000);
        int old = store.scope(ONE);
        store.write(Locks.NONE, tx -> {
            store.blobs().keep(tx, old, stays);
            return true;
        });

        store.reset(scope -> scope.account().equals("111111111111"));

        assertThat(get(ONE, "k")).isNull();
        assertThat(get(TWO, "k")).isEqualTo("2");
        assertThat(store.scopes()).containsExactly(TWO);
        assertThat(store.live(old)).isFalse();
        sweep();
        assertThat(rows(old)).isZero();
        assertThat(get(TWO, "k")).isEqualTo("2");
        try (InputStream in = store.blobs().read(List.of(stays), 0, stays.length())) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
        ((FileBlobs) store.blobs()).remove(gone.id());
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void findsRowsOfScopesThatWereResetJustBeforeAKill() throws Exception {
        put(ONE, "k", "early");
        int old = store.scope(ONE);
        // What a transaction leaves that commits when the sweep has passed is what a kill leaves, too.
        store.reset(s -> true);
        sweep();
        store.write(Locks.NONE, tx -> {
            tx.upsert(Rows.TEXT, old, "k", "late");
            return true;
        });
        assertThat(rows(old)).isEqualTo(1);
        store.close();
        open();
        sweep();
        assertThat(rows(old)).isZero();
    }

    private void sweep() throws Exception {
        DeadScopes dead = ((RocksStateStore) store).deadScopes();
        ((FileBlobs) store.blobs()).background().submit(dead::sweep).get();
    }

    private int rows(int scope) {
        return store.read(view -> {
            int count = 0;
            try (Cursor<String, String> rows = view.range(Rows.TEXT, scope, KeyRange.all())) {
                while (rows.next()) {
                    count++;
                }
            }
            return count;
        });
    }
}

package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When a scope comes to be. */
class ScopesStoreTest {
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

    private void reopen() {
        store.close();
        open();
    }

    private static Scope of(int account) {
        return new Scope("aws", "test", String.format("%012d", account), "us-east-1");
    }

    private @Nullable String get(int scope) {
        return store.read(view -> view.get(Rows.TEXT, scope, "key"));
    }

    private void put(int scope, String value) {
        store.write(Locks.of(Rows.TEXT, scope, "key"), tx -> {
            tx.upsert(Rows.TEXT, scope, "key", value);
            return true;
        });
    }

    @Test
    void readingMakesNoScope() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(get(store.scope(of(i)))).isNull();
        }
        int asked = store.scope(of(1));
        store.write(Locks.of(Rows.TEXT, asked, "key"), tx -> {
            tx.delete(Rows.TEXT, asked, "key");
            return true;
        });
        assertThat(store.scopes()).isEmpty();
        reopen();
        assertThat(store.scopes()).isEmpty();
    }

    @Test
    void theFirstWriteMakesIt() {
        int id = store.scope(of(1));
        assertThat(store.scope(of(1))).isEqualTo(id);
        assertThat(store.live(id)).isFalse();
        put(id, "value");
        assertThat(store.live(id)).isTrue();
        assertThat(store.scopes()).containsExactly(of(1));
        reopen();
        assertThat(store.scope(of(1))).isEqualTo(id);
        assertThat(get(id)).isEqualTo("value");
        // What was only asked for before leaves its number to others, what was made never does.
        put(store.scope(of(2)), "another");
        assertThat(get(store.scope(of(1)))).isEqualTo("value");
    }

    @Test
    void aTransactionThatFailsMakesNone() {
        int id = store.scope(of(1));
        assertThatThrownBy(() -> store.write(Locks.NONE, tx -> {
                    tx.upsert(Rows.TEXT, id, "key", "value");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store.scopes()).isEmpty();
    }

    @Test
    void manyWhoAskAtOnceMeetInOneScope() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 200; round++) {
                Scope scope = of(round);
                List<Future<Integer>> ids = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    ids.add(threads.submit(() -> {
                        int id = store.scope(scope);
                        put(id, "value");
                        return id;
                    }));
                }
                for (Future<Integer> id : ids) {
                    assertThat(id.get()).isEqualTo(store.scope(scope));
                }
            }
        }
        assertThat(store.scopes()).hasSize(200);
    }

    @Test
    void aPromiseThatWasBrokenIsToldToWhoeverReliesOnIt() {
        int first = store.scope(of(0));
        for (int i = 1; i <= ScopeIndex.PROMISES; i++) {
            assertThat(store.scope(of(i))).isNotEqualTo(first);
        }
        assertThatThrownBy(() -> put(first, "astray")).isInstanceOf(IllegalStateException.class);
        int again = store.scope(of(0));
        put(again, "value");
        assertThat(get(store.scope(of(0)))).isEqualTo("value");
    }

    @Test
    void aPromiseOutlivesAReset() {
        int id = store.scope(of(1));
        store.reset(scope -> true);
        put(id, "value");
        assertThat(get(store.scope(of(1)))).isEqualTo("value");
    }

    @Test
    void noNumberComesBackAfterARestore() {
        put(store.scope(of(1)), "one");
        store.snapshot("early");
        int asked = store.scope(of(2));
        int later = store.scope(of(3));
        put(later, "three");
        store.restore("early");
        assertThat(store.scopes()).containsExactly(of(1));
        assertThat(store.scope(of(4))).isNotIn(asked, later);
        assertThat(get(store.scope(of(3)))).isNull();
    }
}

package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConcurrencyStoreTest {
    @TempDir
    Path directory;

    private StateStore store;
    private int scope;

    @BeforeEach
    void open() {
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), new SystemClock());
        scope = store.scope(new Scope("aws", "test", "000000000000", ""));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private int number(String key) {
        return store.read(view -> {
            String text = view.get(Rows.TEXT, scope, key);
            return text == null ? 0 : Integer.parseInt(text);
        });
    }

    private void add(Transaction tx, String key, int by) {
        String text = tx.get(Rows.TEXT, scope, key);
        tx.upsert(Rows.TEXT, scope, key, Integer.toString((text == null ? 0 : Integer.parseInt(text)) + by));
    }

    private void together(ExecutorService threads, List<Callable<Boolean>> work) throws Exception {
        try (threads) {
            for (Future<Boolean> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    private List<Callable<Boolean>> increments(int threads, int each) {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    store.write(Locks.of(Rows.TEXT, scope, "n"), tx -> {
                        add(tx, "n", 1);
                        return true;
                    });
                }
                return true;
            });
        }
        return work;
    }

    @Test
    void losesNoIncrementOfPlatformThreads() throws Exception {
        together(Executors.newFixedThreadPool(8), increments(8, 500));
        assertThat(number("n")).isEqualTo(4000);
    }

    @Test
    void losesNoIncrementOfVirtualThreads() throws Exception {
        together(Executors.newVirtualThreadPerTaskExecutor(), increments(200, 10));
        assertThat(number("n")).isEqualTo(2000);
    }

    @Test
    void movesMoneyInCirclesWithoutDeadlockOrLoss() throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        int accounts = 5;
        for (int t = 0; t < 6; t++) {
            int seed = t;
            work.add(() -> {
                java.util.Random random = new java.util.Random(seed);
                for (int i = 0; i < 300; i++) {
                    String from = "a" + random.nextInt(accounts);
                    String to = "a" + random.nextInt(accounts);
                    Locks locks = Locks.of(Rows.TEXT, scope, from).and(Rows.TEXT, scope, to);
                    store.write(locks, tx -> {
                        add(tx, from, -1);
                        add(tx, to, 1);
                        return true;
                    });
                    int sum = store.read(view -> {
                        int total = 0;
                        for (int a = 0; a < accounts; a++) {
                            String text = view.get(Rows.TEXT, scope, "a" + a);
                            total += text == null ? 0 : Integer.parseInt(text);
                        }
                        return total;
                    });
                    assertThat(sum).isZero();
                }
                return true;
            });
        }
        together(Executors.newFixedThreadPool(6), work);
    }

    @Test
    void letsSharedLocksInTogetherAndExclusiveOnesAlone() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Callable<Boolean> sharing = () -> store.write(Locks.NONE.andShared(Rows.TEXT, scope, "bucket"), tx -> {
            both.countDown();
            try {
                // Only when two are inside at once.
                return both.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        together(Executors.newFixedThreadPool(2), List.of(sharing, sharing));

        AtomicBoolean alone = new AtomicBoolean();
        Callable<Boolean> exclusive = () -> store.write(Locks.of(Rows.TEXT, scope, "bucket"), tx -> {
            boolean first = alone.compareAndSet(false, true);
            Thread.yield();
            return first && alone.compareAndSet(true, false);
        });
        Callable<Boolean> shared = () -> store.write(Locks.NONE.andShared(Rows.TEXT, scope, "bucket"), tx -> {
            return !alone.get();
        });
        List<Callable<Boolean>> mixed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            mixed.add(i % 2 == 0 ? exclusive : shared);
        }
        together(Executors.newFixedThreadPool(6), mixed);
    }

    @Test
    void refusesATransactionInsideAnother() {
        assertThatThrownBy(() -> store.write(Locks.NONE, outer -> store.write(Locks.NONE, inner -> true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a transaction inside another");
        assertThat(store.<Boolean>write(Locks.NONE, tx -> true)).isTrue();
    }

    @Test
    void runsActionsAfterTheCommitOnly() {
        List<String> ran = new ArrayList<>();
        store.write(Locks.of(Rows.TEXT, scope, "k"), tx -> {
            tx.upsert(Rows.TEXT, scope, "k", "1");
            tx.afterCommit(() -> ran.add("first sees " + number("k")));
            tx.afterCommit(() -> ran.add("second"));
            return ran.isEmpty();
        });
        assertThat(ran).containsExactly("first sees 1", "second");
        assertThatThrownBy(() -> store.write(Locks.NONE, tx -> {
                    tx.afterCommit(() -> ran.add("never"));
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ran).hasSize(2);
    }

    @RepeatedTest(10)
    void resetsAndRestoresUnderTraffic() throws Exception {
        store.write(Locks.NONE, tx -> {
            tx.upsert(Rows.TEXT, scope, "n", "7");
            return true;
        });
        store.snapshot("seven");
        AtomicBoolean over = new AtomicBoolean();
        Callable<Boolean> traffic = () -> {
            while (!over.get()) {
                int id = store.scope(new Scope("aws", "test", "000000000000", ""));
                store.write(Locks.of(Rows.TEXT, id, "n"), tx -> {
                    tx.upsert(Rows.TEXT, id, "n", "8");
                    return tx.contains(Rows.TEXT, id, "n");
                });
            }
            return true;
        };
        Callable<Boolean> upheaval = () -> {
            for (int i = 0; i < 5; i++) {
                store.restore("seven");
                store.reset(s -> true);
            }
            over.set(true);
            return true;
        };
        together(Executors.newFixedThreadPool(3), List.of(traffic, traffic, upheaval));
        store.restore("seven");
        scope = store.scope(new Scope("aws", "test", "000000000000", ""));
        assertThat(number("n")).isEqualTo(7);
    }
}

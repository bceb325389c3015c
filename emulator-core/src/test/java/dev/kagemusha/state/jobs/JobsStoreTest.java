package dev.kagemusha.state.jobs;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.FixedTime;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JobsStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scope SCOPE = new Scope("aws", "test", "000000000000", "us-east-1");

    @TempDir
    Path directory;

    private final FixedTime real = new FixedTime(START);
    private final List<String> log = new ArrayList<>();
    private SystemClock clock = new SystemClock(real, List.of());
    private StateStore store;
    private Jobs jobs;
    private int scope;

    @BeforeEach
    void open() {
        clock = new SystemClock(real, List.of());
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        jobs = new Jobs(store, clock);
        scope = store.scope(SCOPE);
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private long jumpRows() {
        return store.read(view -> {
            long count = 0;
            try (Cursor<Long, Long> rows = view.range(JobTables.JUMPS, JobTables.OWN, KeyRange.all())) {
                while (rows.next()) {
                    count++;
                }
            }
            return count;
        });
    }

    @Test
    void forgetsTheRowsOfJumpsThatTheClockForgets() {
        for (int week = 1; week <= 30; week++) {
            real.set(START.plus(Duration.ofDays(7L * week)));
            jobs.advance(Duration.ofHours(1));
        }
        assertThat(jumpRows()).isEqualTo(clock.jumps().size()).isLessThan(5);
        Instant now = clock.instant();
        reopen();
        jobs.start();
        assertThat(clock.instant()).isEqualTo(now);
    }

    private void schedule(String kind, String key, Duration in) {
        Instant due = clock.instant().plus(in);
        store.write(Locks.NONE, tx -> {
            jobs.schedule(tx, kind, scope, key, due);
            return true;
        });
    }

    private void done(JobRun run) {
        store.write(Locks.NONE, tx -> {
            run.done(tx);
            return true;
        });
    }

    private void note(JobRun run) {
        log.add(run.key() + "@" + Duration.between(START, clock.instant()).toSeconds());
        done(run);
    }

    @Test
    void runsWhatIsDueInOrderEachAtItsOwnTime() {
        jobs.handle("note", this::note);
        jobs.handle("chain", run -> {
            schedule("note", "made by " + run.key(), Duration.ofSeconds(2));
            note(run);
        });
        schedule("note", "late", Duration.ofSeconds(10));
        schedule("chain", "early", Duration.ofSeconds(5));
        schedule("note", "too late", Duration.ofSeconds(21));

        jobs.advance(Duration.ofSeconds(20));

        assertThat(log).containsExactly("early@5", "made by early@7", "late@10");
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(20));
        jobs.advance(Duration.ofSeconds(1));
        assertThat(log).last().isEqualTo("too late@21");
    }

    @Test
    void skipsIdleSpansOfWhatRecurs() {
        AtomicInteger runs = new AtomicInteger();
        jobs.handle("daily", run -> {
            runs.incrementAndGet();
            assertThat(clock.instant()).isEqualTo(run.due());
            store.write(Locks.NONE, tx -> {
                run.at(tx, run.due().plus(Duration.ofDays(1)), run.cursor());
                return true;
            });
        });
        schedule("daily", "rollup", Duration.ofDays(1));
        jobs.advance(Duration.ofDays(365));
        assertThat(runs).hasValue(365);
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(365)));
    }

    @Test
    void finishesAllSlicesBeforeTimeGoesOn() {
        jobs.handle("sliced", run -> {
            byte[] cursor = run.cursor();
            log.add("slice " + cursor.length + "@"
                    + Duration.between(START, clock.instant()).toSeconds());
            store.write(Locks.NONE, tx -> {
                if (cursor.length == 3) {
                    run.done(tx);
                } else {
                    run.again(tx, new byte[cursor.length + 1]);
                }
                return true;
            });
        });
        jobs.handle("note", this::note);
        schedule("sliced", "x", Duration.ofSeconds(1));
        schedule("note", "after", Duration.ofSeconds(2));
        jobs.advance(Duration.ofSeconds(3));
        assertThat(log).containsExactly("slice 0@1", "slice 1@1", "slice 2@1", "slice 3@1", "after@2");
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        schedule("sliced", "x", Duration.ZERO);
        jobs.handle("sliced", run -> {
            if (run.cursor().length == 2) {
                throw new StackOverflowError("as if killed");
            }
            store.write(Locks.NONE, tx -> {
                run.again(tx, new byte[run.cursor().length + 1]);
                return true;
            });
        });
        assertThatThrownBy(jobs::runDue).isInstanceOf(StackOverflowError.class);
        reopen();
        jobs.handle("sliced", run -> {
            log.add("slice " + run.cursor().length);
            done(run);
        });
        jobs.runDue();
        assertThat(log).containsExactly("slice 2");
    }

    @Test
    void keepsOneJobForASubject() {
        jobs.handle("note", this::note);
        schedule("note", "x", Duration.ofSeconds(5));
        schedule("note", "x", Duration.ofSeconds(8));
        assertThat(store.<Instant>read(view -> {
                    Instant due = jobs.due(view, "note", scope, "x");
                    return due == null ? Instant.MIN : due;
                }))
                .isEqualTo(START.plusSeconds(8));
        schedule("note", "y", Duration.ofSeconds(6));
        store.write(Locks.NONE, tx -> {
            jobs.cancel(tx, "note", scope, "y");
            return true;
        });
        jobs.advance(Duration.ofSeconds(10));
        assertThat(log).containsExactly("x@8");
    }

    /** Two transactions without a common lock, the second committed while the first is under way. */
    private void scheduleAtOnce(Duration first, Duration second) {
        Instant now = clock.instant();
        store.write(Locks.NONE, tx -> {
            jobs.schedule(tx, "note", scope, "x", now.plus(first));
            CompletableFuture.runAsync(() -> schedule("note", "x", second)).join();
            return true;
        });
    }

    private long queued() {
        return store.read(view -> {
            long count = 0;
            try (Cursor<JobTables.Entry, byte[]> rows = view.range(JobTables.QUEUE, JobTables.OWN, KeyRange.all())) {
                while (rows.next()) {
                    count++;
                }
            }
            return count;
        });
    }

    @Test
    void endsWhatWasScheduledAtOnceWhicheverWasCommittedLast() {
        jobs.handle("note", this::note);
        scheduleAtOnce(Duration.ofSeconds(7), Duration.ofSeconds(3));
        jobs.advance(Duration.ofSeconds(20));
        assertThat(log).contains("x@3");
        log.clear();
        scheduleAtOnce(Duration.ofSeconds(3), Duration.ofSeconds(7));
        jobs.advance(Duration.ofSeconds(20));
        assertThat(log).contains("x@23");
        assertThat(queued()).isZero();
    }

    @Test
    void dropsTheSliceOfAJobThatWasCancelledMeanwhile() {
        jobs.handle("note", run -> {
            store.write(Locks.NONE, tx -> {
                jobs.cancel(tx, "note", scope, "x");
                return true;
            });
            note(run);
            log.add("not reached");
        });
        schedule("note", "x", Duration.ofSeconds(1));
        jobs.advance(Duration.ofSeconds(200));
        assertThat(log).containsExactly("x@1");
    }

    @Test
    void triesAFailedSliceAgainAMinuteLater() {
        jobs.handle("flaky", run -> {
            if (log.isEmpty()) {
                log.add("failed");
                throw new IllegalStateException("on purpose");
            }
            note(run);
        });
        schedule("flaky", "x", Duration.ofSeconds(1));
        jobs.advance(Duration.ofMinutes(2));
        assertThat(log).containsExactly("failed", "x@61");
    }

    @Test
    void forgetsJobsOfAResetScope() {
        jobs.handle("note", this::note);
        schedule("note", "x", Duration.ofSeconds(1));
        store.reset(s -> true);
        jobs.advance(Duration.ofSeconds(2));
        assertThat(log).isEmpty();
        scope = store.scope(SCOPE);
        schedule("note", "x", Duration.ofSeconds(1));
        jobs.advance(Duration.ofSeconds(2));
        assertThat(log).containsExactly("x@3");
    }

    @Test
    void runsByItselfOnceTheTimeHasCome() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(2);
        jobs.handle("note", run -> {
            done(run);
            ran.countDown();
        });
        schedule("note", "before the start", Duration.ofSeconds(-1));
        jobs.start();
        schedule("note", "soon", Duration.ZERO);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsTimeAcrossARestart() {
        jobs.advance(Duration.ofDays(2));
        jobs.advance(Duration.ofDays(1));
        reopen();
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(3)));
        assertThatThrownBy(() -> jobs.advanceTo(START)).isInstanceOf(IllegalArgumentException.class);
        jobs.resetClock();
        assertThat(clock.instant()).isEqualTo(START);
        reopen();
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    void takesTimeAndJobsBackWithARestore() {
        jobs.handle("note", this::note);
        jobs.advance(Duration.ofDays(1));
        schedule("note", "x", Duration.ofSeconds(1));
        store.snapshot("before");
        jobs.advance(Duration.ofDays(1));
        assertThat(log).hasSize(1);
        store.restore("before");
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(1)));
        jobs.advance(Duration.ofDays(1));
        assertThat(log).hasSize(2);
    }

    @Test
    void advancesPastWorkThatAlwaysFailsAndTriesItAgainBehind() {
        AtomicInteger tries = new AtomicInteger();
        jobs.handle("failing", run -> {
            tries.incrementAndGet();
            throw new IllegalStateException("on purpose");
        });
        schedule("failing", "a", Duration.ofMinutes(1));

        jobs.advance(Duration.ofDays(365));
        assertThat(tries).hasValue(5);
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(365)));

        jobs.advance(Duration.ofSeconds(90));
        assertThat(tries).hasValue(6);
    }
}

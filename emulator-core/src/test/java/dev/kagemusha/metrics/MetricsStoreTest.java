package dev.kagemusha.metrics;

import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
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

import static org.assertj.core.api.Assertions.assertThat;

final class MetricsStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scope SCOPE = Metrics.scope("aws", "000000000000", "us-east-1");
    private static final Scope OTHER = Metrics.scope("aws", "111111111111", "us-east-1");
    private static final MetricId ID = MetricId.of("AWS/Test", "Requests", "Table", "t");
    private static final long SECOND = START.getEpochSecond();

    @TempDir
    Path directory;

    private final FixedTime real = new FixedTime(START);
    private SystemClock clock = new SystemClock(real, List.of());
    private StateStore store;
    private Jobs jobs;
    private Metrics metrics;

    @BeforeEach
    void open() {
        clock = new SystemClock(real, List.of());
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        jobs = new Jobs(store, clock);
        metrics = new Metrics(store, clock, jobs);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Counter counter(Scope scope) {
        return metrics.counter(scope, ID, "Count", false);
    }

    private List<Point> points(Scope scope, Resolution resolution) {
        return store.read(view ->
                metrics.points(view, store.scope(scope), ID, resolution, SECOND - 86_400, SECOND + 999_999_999));
    }

    private static Point point(long second, double count, double sum, double min, double max) {
        return new Point(second, "Count", Samples.ofSet(count, sum, min, max));
    }

    private static void assertSame(List<Point> points, Point... expected) {
        assertThat(points)
                .usingRecursiveComparison()
                .ignoringFields("samples.values", "samples.counts")
                .isEqualTo(List.of(expected));
    }

    @Test
    void countsByMinuteAndWritesAtItsEnd() {
        Counter counter = counter(SCOPE);
        counter.add(2);
        counter.add(5);
        assertThat(points(SCOPE, Resolution.MINUTE)).isEmpty();

        jobs.advance(Duration.ofSeconds(60));
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 2, 7, 2, 5));

        counter.add(1);
        metrics.flush();
        counter.add(3);
        metrics.flush();
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 2, 7, 2, 5), point(SECOND + 60, 2, 4, 1, 3));
        assertSame(points(SCOPE, Resolution.HOUR), point(SECOND, 4, 11, 1, 5));
    }

    @Test
    void keepsMinutesApartThatNobodyWroteDown() {
        Counter counter = counter(SCOPE);
        counter.add(1);
        clock.advance(Duration.ofMinutes(1));
        counter.add(10);
        metrics.flush();

        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 1, 1, 1, 1), point(SECOND + 60, 1, 10, 10, 10));
    }

    @Test
    void losesTheRunningMinuteInAKillAndNoMore() {
        Counter counter = counter(SCOPE);
        counter.add(1);
        jobs.advance(Duration.ofSeconds(90));
        counter.add(1);
        store.close();

        open();
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 1, 1, 1, 1));
        counter(SCOPE).add(4); // it is written down although the job of the killed process is still there
        jobs.advance(Duration.ofMinutes(2));
        assertThat(points(SCOPE, Resolution.MINUTE)).hasSize(2);
    }

    @Test
    void dropsWhatIsPendingForScopesThatAreReset() {
        counter(SCOPE).add(1);
        counter(OTHER).add(1);
        store.reset(scope -> scope.account().equals(SCOPE.account()));
        metrics.flush();

        assertThat(points(SCOPE, Resolution.MINUTE)).isEmpty();
        assertThat(points(OTHER, Resolution.MINUTE)).hasSize(1);
    }

    @Test
    void dropsWhatIsPendingInARestore() {
        counter(SCOPE).add(1);
        metrics.flush();
        store.snapshot("before");
        Counter counter = counter(SCOPE);
        counter.add(1);
        store.restore("before");
        metrics.flush();
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 1, 1, 1, 1));

        counter.add(1);
        jobs.advance(Duration.ofMinutes(1));
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 2, 2, 1, 1));
    }

    @Test
    void countsInsideTransactions() {
        Counter counter = counter(SCOPE);
        store.write(Locks.NONE, tx -> {
            counter.add(1);
            return true;
        });
        jobs.advance(Duration.ofMinutes(1));
        assertThat(points(SCOPE, Resolution.MINUTE)).hasSize(1);
    }

    @Test
    void losesNothingWhileManyThreadsCountAndOneWrites() throws Exception {
        Counter counter = metrics.counter(SCOPE, ID, "Count", true);
        int threads = 8;
        int each = 20_000;
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            running.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    counter.add(i % 100);
                }
            }));
        }
        while (running.stream().anyMatch(Thread::isAlive)) {
            metrics.flush();
        }
        for (Thread thread : running) {
            thread.join();
        }
        metrics.flush();

        Samples all = points(SCOPE, Resolution.MINUTE).getFirst().samples();
        assertThat(all.count()).isEqualTo((double) threads * each);
        assertThat(all.sum()).isEqualTo(threads * each * 49.5);
        assertThat(all.max()).isEqualTo(99);
    }

    @Test
    void histogramsAreWithinAFewPercent() {
        Counter counter = metrics.counter(SCOPE, ID, "Count", true);
        for (int i = 1; i <= 1000; i++) {
            counter.add(i / 10.0);
        }
        metrics.flush();
        Samples all = points(SCOPE, Resolution.MINUTE).getFirst().samples();
        double seen = 0;
        for (int i = 0; i < all.values().length; i++) {
            seen += all.counts()[i];
            assertThat(all.values()[i]).isBetween(seen / 10 * 0.93, seen / 10 * 1.035);
        }
    }

    @Test
    void removesBlocksThatAreTooOld() {
        counter(SCOPE).add(1);
        jobs.advance(Duration.ofDays(17));
        assertThat(points(SCOPE, Resolution.MINUTE)).isEmpty();
        assertThat(rows(Resolution.MINUTE)).isZero();
        assertThat(rows(Resolution.FIVE_MINUTES)).isEqualTo(1);

        jobs.advance(Duration.ofDays(500));
        assertThat(rows(Resolution.HOUR)).isZero();
        int scope = store.scope(SCOPE);
        assertThat(store.<Boolean>read(view -> metrics.known(view, scope, ID))).isFalse();
    }

    private int rows(Resolution resolution) {
        return store.read(view -> {
            int count = 0;
            try (var cursor = view.range(MetricTables.POINTS, store.scope(SCOPE), dev.kagemusha.state.KeyRange.all())) {
                while (cursor.next()) {
                    count += cursor.key().resolution() == resolution ? 1 : 0;
                }
            }
            return count;
        });
    }

    @Test
    void deliversAlarmActionsToWhoTheArnNames() {
        AlarmActions actions = new AlarmActions(jobs);
        List<AlarmActions.Change> received = new ArrayList<>();
        actions.receive("autoscaling", (run, change) -> {
            received.add(change);
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
        });
        AlarmActions.Change change = new AlarmActions.Change(
                "arn:aws:autoscaling:us-east-1:0:scalingPolicy:1", "a", "arn:a", "ALARM", "OK", "why", "{}", START);
        assertThat(actions.reaches(change.action())).isTrue();
        assertThat(actions.reaches("arn:aws:sns:us-east-1:0:topic")).isFalse();
        store.write(Locks.NONE, tx -> {
            actions.send(tx, store.scope(SCOPE), change);
            return true;
        });
        jobs.runDue();
        assertThat(received).containsExactly(change);
    }

    private void set(double value) {
        store.write(Locks.of(MetricTables.SERIES, store.scope(SCOPE), ID), tx -> {
            if (Double.isNaN(value)) {
                metrics.end(tx, store.scope(SCOPE), ID);
            } else {
                metrics.set(tx, store.scope(SCOPE), ID, "Count", value);
            }
            return true;
        });
    }

    private boolean steadySince(long second) {
        return store.read(view -> metrics.steady(view, store.scope(SCOPE), ID, second));
    }

    @Test
    void aLevelIsMeasuredEachFiveMinutesUntilItEnds() {
        set(5);
        assertSame(points(SCOPE, Resolution.MINUTE), point(SECOND, 1, 5, 5, 5));
        jobs.advance(Duration.ofMinutes(12));
        assertSame(
                points(SCOPE, Resolution.MINUTE),
                point(SECOND, 1, 5, 5, 5),
                point(SECOND + 300, 1, 5, 5, 5),
                point(SECOND + 600, 1, 5, 5, 5));
        assertThat(steadySince(SECOND + 1)).isTrue();

        set(7);
        set(7);
        jobs.advance(Duration.ofMinutes(5));
        assertThat(steadySince(SECOND + 600)).isFalse();
        assertThat(points(SCOPE, Resolution.MINUTE))
                .extracting(each -> each.samples().sum())
                .containsExactly(5.0, 5.0, 5.0, 7.0);
        set(Double.NaN);
        jobs.advance(Duration.ofHours(1));
        assertThat(points(SCOPE, Resolution.MINUTE)).hasSize(4);
        set(1);
        assertThat(points(SCOPE, Resolution.MINUTE)).hasSize(5);
    }

    @Test
    void aLevelOfAQuietYearCostsNothing() {
        set(5);
        jobs.advance(Duration.ofDays(365));
        long hour = SECOND + Duration.ofDays(365).toSeconds() - 3_600;
        List<Point> last =
                store.read(view -> metrics.points(view, store.scope(SCOPE), ID, Resolution.MINUTE, hour, hour + 3_600));
        assertThat(last).hasSize(12);
    }
}

package dev.kagemusha.benchmarks;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Sections;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.dynamodb.throttle.Throttle;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What throttling adds to a GetItem: letting it in and charging it, with buckets, minutes and metrics, on a table of 40,000 units with
 * keys all over its 54 partitions. The charge is so small that the table never runs dry.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class ThrottleBench {
    private static final double UNITS = 1e-3;

    private final SystemClock clock = new SystemClock();
    private StateStore store;
    private Throttle throttle;
    private TableInfo table;

    @Setup(Level.Trial)
    public void open() {
        store = RocksStateStore.openTemporary(32L << 20, clock);
        Catalog catalog = new Catalog(store, clock, new Errands());
        throttle = new Throttle(store, clock, catalog, new Metrics(store, clock, new Jobs(store, clock)));
        Throughput units = Throughput.of(40_000, 40_000);
        KeyAttribute key = new KeyAttribute("pk", ValueType.S);
        table = new TableInfo(
                1,
                "bench",
                "arn:aws:dynamodb:us-east-1:000000000000:table/bench",
                "00000000-0000-0000-0000-000000000000",
                0,
                1,
                dev.kagemusha.dynamodb.table.State.ACTIVE,
                KeyShape.of(key, null),
                List.of(key),
                List.of(),
                false,
                null,
                units,
                null,
                WarmUnits.NONE.atLeast(units),
                null,
                false,
                Map.of(),
                Sections.NONE);
    }

    @TearDown(Level.Trial)
    public void close() {
        store.close();
    }

    private void read() {
        int hash = ThreadLocalRandom.current().nextInt();
        throttle.read(1, table, null, hash);
        throttle.hasRead(1, table, null, hash, UNITS);
    }

    @Benchmark
    public void admitsARead() {
        read();
    }

    @Benchmark
    @Threads(2)
    public void admitsReadsOfTwoThreads() {
        read();
    }
}

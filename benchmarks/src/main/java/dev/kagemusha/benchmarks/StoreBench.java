package dev.kagemusha.benchmarks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The store's calls with 1 KB rows: get, write, a page of a range; and bodies of 16 MB. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class StoreBench {
    private static final int ROWS = 50_000;
    private static final int BODY = 16 << 20;
    private static final Table<Integer, byte[]> TABLE = new Table<>(
            99,
            "bench.rows",
            new KeyCodec<>() {
                @Override
                public void write(Integer key, KeyWriter out) {
                    out.u32(key);
                }

                @Override
                public Integer read(KeyReader in) {
                    return in.u32();
                }
            },
            new ValueCodec<>() {
                @Override
                public byte[] encode(byte[] value) {
                    return value;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }
            });

    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] value = new byte[1024];
    private final byte[] chunk = new byte[1 << 20];
    private StateStore store;
    private int scope;
    private BlobRef body;

    @Setup(Level.Trial)
    public void open() throws IOException {
        store = RocksStateStore.openTemporary(256L << 20, new SystemClock());
        scope = store.scope(new Scope("aws", "bench", "000000000000", "us-east-1"));
        random.nextBytes(value);
        for (int i = 0; i < ROWS; i++) {
            put(i);
        }
        body = write();
    }

    @TearDown(Level.Trial)
    public void close() {
        store.close();
    }

    private byte[] put(int key) {
        return store.write(Locks.of(TABLE, scope, key), tx -> {
            tx.upsert(TABLE, scope, key, value);
            return value;
        });
    }

    private BlobRef write() throws IOException {
        try (Blobs.Writer writer = store.blobs().writer()) {
            for (int i = 0; i < BODY; i += chunk.length) {
                writer.write(chunk, 0, chunk.length);
            }
            BlobRef ref = writer.finish();
            return store.write(Locks.NONE, tx -> {
                store.blobs().keep(tx, scope, ref);
                return ref;
            });
        }
    }

    @Benchmark
    public byte[] write1Kb() {
        return put(random.nextInt(ROWS));
    }

    @Benchmark
    public int get1Kb() {
        int key = random.nextInt(ROWS);
        return store.read(view -> {
            byte[] row = view.get(TABLE, scope, key);
            return row == null ? 0 : row.length;
        });
    }

    @Benchmark
    public int rangeOf20() {
        byte[] from = new KeyWriter().u32(random.nextInt(ROWS - 20)).toBytes();
        return store.read(view -> {
            int bytes = 0;
            int rows = 0;
            try (Cursor<Integer, byte[]> cursor = view.range(TABLE, scope, KeyRange.between(from, null))) {
                while (rows < 20 && cursor.next()) {
                    bytes += cursor.value().length;
                    rows++;
                }
            }
            return bytes;
        });
    }

    @Benchmark
    public BlobRef write16Mb() throws IOException {
        BlobRef ref = write();
        return store.write(Locks.NONE, tx -> {
            store.blobs().drop(tx, scope, ref);
            return ref;
        });
    }

    @Benchmark
    public long read16Mb() throws IOException {
        try (InputStream in = store.blobs().read(List.of(body), 0, BODY)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }
}

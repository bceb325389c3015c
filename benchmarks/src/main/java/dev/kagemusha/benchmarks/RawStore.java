package dev.kagemusha.benchmarks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** RocksDB alone: what a put or a get of 1 KB costs without anything around it. */
final class RawStore {
    private static final int ROWS = 100_000;
    private static final int OPERATIONS = 400_000;

    private RawStore() {}

    /** @param putMicros and getMicros: of one thread, wall time, which is its CPU time here */
    record Cost(double putMicros, double getMicros) {}

    static Cost measure() {
        RocksDB.loadLibrary();
        try {
            Path directory = Files.createTempDirectory("raw-store");
            try (LRUCache cache = new LRUCache(256 << 20);
                    BloomFilter bloom = new BloomFilter(10);
                    Options options = new Options()
                            .setCreateIfMissing(true)
                            .setTableFormatConfig(new BlockBasedTableConfig()
                                    .setBlockCache(cache)
                                    .setBlockSize(8 << 10)
                                    .setFilterPolicy(bloom));
                    RocksDB db = RocksDB.open(options, directory.toString())) {
                return measure(db);
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cost measure(RocksDB db) throws RocksDBException {
        byte[] value = new byte[1024];
        SplittableRandom random = new SplittableRandom(1);
        random.nextBytes(value);
        for (int i = 0; i < ROWS; i++) {
            db.put(key(i), value);
        }
        long start = System.nanoTime();
        for (int i = 0; i < OPERATIONS; i++) {
            db.put(key(random.nextInt(ROWS)), value);
        }
        double put = (System.nanoTime() - start) / 1_000.0 / OPERATIONS;
        start = System.nanoTime();
        long read = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            byte[] got = db.get(key(random.nextInt(ROWS)));
            read += got.length;
        }
        double get = (System.nanoTime() - start) / 1_000.0 / OPERATIONS;
        if (read != 1024L * OPERATIONS) {
            throw new IllegalStateException("rows are missing");
        }
        return new Cost(put, get);
    }

    private static byte[] key(int i) {
        return ByteBuffer.allocate(24)
                .putLong(i * 0x9E3779B97F4A7C15L)
                .putLong(i)
                .putLong(7)
                .array();
    }
}

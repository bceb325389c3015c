package dev.kagemusha.state.rocks;

import dev.kagemusha.state.StoreException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

import java.nio.file.Path;
import java.util.List;

/**
 * One open RocksDB with everything native that belongs to it. It knows bytes, no tables. A restore closes it and opens
 * another, so nobody keeps a reference to it beyond a store call.
 */
final class Engine implements AutoCloseable {
    private static final long BLOCK_BYTES = 8 * 1024;
    private static final int BLOOM_BITS = 10;

    private final Cache cache;
    private final WriteBufferManager buffers;
    private final BloomFilter filter;
    private final Options options;
    private final WriteOptions writes;
    private final ReadOptions reads;
    private final @Nullable Statistics statistics;
    private final RocksDB db;

    Engine(Path directory, boolean fsync, long budget) {
        RocksDB.loadLibrary();
        cache = new LRUCache(budget, -1, false, 0.3);
        // Write buffers are charged to the block cache, so that both stay within one budget.
        buffers = new WriteBufferManager(budget / 2, cache, false);
        filter = new BloomFilter(BLOOM_BITS, false);
        BlockBasedTableConfig blocks = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        options = new Options()
                .setCreateIfMissing(true)
                .setTableFormatConfig(blocks)
                .setWriteBufferManager(buffers)
                .setWriteBufferSize(Math.max(4L << 20, Math.min(64L << 20, budget / 4)))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setCompressionPerLevel(List.of(
                        CompressionType.NO_COMPRESSION,
                        CompressionType.NO_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION))
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setBytesPerSync(1 << 20)
                // Waiting writers would spin for 100 µs before they sleep: dear where cores are few.
                .setEnableWriteThreadAdaptiveYield(false)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1 << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        // Counting costs nothing beside waiting for a disk, and shows that it was waited for.
        statistics = fsync ? new Statistics() : null;
        if (statistics != null) {
            options.setStatistics(statistics);
        }
        writes = new WriteOptions().setSync(fsync);
        reads = new ReadOptions();
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            closeOptions();
            throw failed(e);
        }
    }

    static StoreException failed(RocksDBException e) {
        return new StoreException("the store failed: " + e.getMessage(), e);
    }

    byte @Nullable [] get(byte[] key) {
        return get(reads, key);
    }

    byte @Nullable [] get(ReadOptions how, byte[] key) {
        try {
            return db.get(how, key);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    boolean contains(byte[] key) {
        return db.keyExists(reads, key);
    }

    boolean contains(ReadOptions how, byte[] key) {
        return db.keyExists(how, key);
    }

    void put(byte[] key, byte[] value) {
        try {
            db.put(writes, key, value);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    void delete(byte[] key) {
        try {
            db.delete(writes, key);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    void write(WriteBatch batch) {
        try {
            db.write(writes, batch);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** An iterator over [from, to) as of now, or of the snapshot. */
    RangeIterator iterator(@Nullable Snapshot snapshot, byte[] from, byte @Nullable [] to, boolean reverse) {
        return new RangeIterator(db, snapshot, from, to, reverse);
    }

    long sequence() {
        return db.getLatestSequenceNumber();
    }

    Snapshot snapshot() {
        return db.getSnapshot();
    }

    void release(Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }

    /** Gives the space of files wholly inside a deleted range back at once; compactions find the rest. */
    void dropFiles(byte[] from, byte[] to) {
        try {
            db.deleteFilesInRanges(db.getDefaultColumnFamily(), List.of(from, to), false);
            Range ignored = db.suggestCompactRange();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    void flush() {
        try (FlushOptions how = new FlushOptions().setWaitForFlush(true)) {
            db.flush(how);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** A consistent copy in a directory that does not exist yet, of hard links where it can be. */
    void checkpoint(Path directory) {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(directory.toString());
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** Makes a counter at least as high as another engine's. */
    void raise(String counter, Engine other) {
        try (RocksTransaction there = new RocksTransaction(other);
                RocksTransaction here = new RocksTransaction(this)) {
            Long before = there.get(CoreTables.COUNTERS, CoreTables.OWN, counter);
            Long now = here.get(CoreTables.COUNTERS, CoreTables.OWN, counter);
            if (before != null && (now == null || now < before)) {
                here.upsert(CoreTables.COUNTERS, CoreTables.OWN, counter, before);
                here.commitRows();
            }
        }
    }

    /** About how many bytes [from, to) takes in files and memory. */
    long approximateBytes(byte[] from, byte[] to) {
        try (Slice first = new Slice(from);
                Slice end = new Slice(to)) {
            return db.getApproximateSizes(
                            List.of(new Range(first, end)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
        }
    }

    /** How often the log was forced to disk; 0 where commits do not wait for that. */
    long syncs() {
        return statistics == null ? 0 : statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    long cacheBytes() {
        return cache.getUsage();
    }

    long memtableBytes() {
        try {
            return db.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        db.cancelAllBackgroundWork(true);
        db.close();
        closeOptions();
    }

    private void closeOptions() {
        reads.close();
        writes.close();
        options.close();
        if (statistics != null) {
            statistics.close();
        }
        filter.close();
        buffers.close();
        cache.close();
    }
}

package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Blobs as encrypted files.
 *
 * <h2>Life of a file</h2>
 *
 * It is written under {@code blobs/tmp}. When it is whole, an intent row is committed and the file renamed to its lasting
 * place; the commit that keeps it removes the intent. The commit that drops the last reference puts the intent back. So the
 * intents are exactly the files that nobody refers to, and after a kill those and {@code tmp} are all there is to look at.
 *
 * <p>A pin keeps a file until the stream that reads it is closed, and a file that is being removed cannot be pinned: so who has
 * read the row that referred to it either gets all of the body or is told to look again. To make the latter rare, a file goes
 * a little later than its intent was made.
 *
 * <h2>Form of a reference</h2>
 *
 * <pre>
 * form (1) ‖ wrapped data keys (60 or 120)                        a file of frames
 * form (1) ‖ wrapped data keys (60 or 120) ‖ one frame            an inline body
 *
 * form 1     the data key under the root key
 * form 2     the data key under a lock
 * form 3     two data keys, the first under a lock, the second under the root key
 * </pre>
 */
final class FileBlobs implements Blobs {
    private static final byte OWN = 1;
    private static final byte LOCKED = 2;
    private static final byte LOCKED_TWICE = 3;
    private static final long GRACE_MILLIS = 2000;
    private static final int IDS_RESERVED = 256;
    static final String COUNTER = "blob";
    /** Stands for the count of pins of a file that is being removed. */
    private static final Integer GOING = -1;

    /** How the store lends its engine for one short call. */
    interface Access {
        <R> R shared(Function<Engine, R> work);
    }

    private final Access access;
    private final Frames frames;
    private final BlobCounts counts = new BlobCounts();
    private final boolean fsync;
    private final Map<Long, Integer> pins = new ConcurrentHashMap<>();
    private final ReentrantLock removals = new ReentrantLock();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-sweeper").daemon().factory());
    private final AtomicBoolean cold = new AtomicBoolean(true);
    private volatile BlobFolder folder;
    private long nextId;
    private long reservedId;

    FileBlobs(Access access, Frames frames, BlobFolder folder, boolean fsync) {
        this.access = access;
        this.frames = frames;
        this.folder = folder;
        this.fsync = fsync;
    }

    /** Removes what a killed process left unfinished, and goes on counting where it stopped. */
    synchronized void load(Engine engine, BlobFolder current) {
        folder = current;
        try {
            current.clearAside();
            for (Long id : BlobCounts.unkept(engine)) {
                boolean ignored = counts.remove(engine, id, () -> delete(current, id));
            }
        } catch (IOException e) {
            throw new StoreException("unfinished bodies cannot be removed: " + e.getMessage(), e);
        }
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            Long counted = tx.get(CoreTables.COUNTERS, CoreTables.OWN, COUNTER);
            nextId = counted == null ? 1 : counted;
            reservedId = nextId;
        }
    }

    BlobFolder folder() {
        return folder;
    }

    Frames frames() {
        return frames;
    }

    boolean fsync() {
        return fsync;
    }

    BlobCounts counts() {
        return counts;
    }

    /** The lock under which no file is removed. */
    ReentrantLock removals() {
        return removals;
    }

    ScheduledExecutorService background() {
        return background;
    }

    @Override
    public Writer writer(@Nullable BlobLock lock) {
        if (cold.compareAndSet(true, false)) {
            background.execute(frames::warmUp);
        }
        return new BlobWriter(this, lock);
    }

    /** A number never used before, even if the process was killed. The gate is always passed before the monitor is taken. */
    long newId() {
        synchronized (this) {
            if (nextId < reservedId) {
                return nextId++;
            }
        }
        return access.shared(this::newReservedId);
    }

    private synchronized long newReservedId(Engine engine) {
        if (nextId == reservedId) {
            long reserve = nextId + IDS_RESERVED;
            try (RocksTransaction tx = new RocksTransaction(engine)) {
                tx.upsert(CoreTables.COUNTERS, CoreTables.OWN, COUNTER, reserve);
                tx.commitRows();
            }
            reservedId = reserve;
        }
        return nextId++;
    }

    /** Puts a finished file in its place, with an intent in case nobody keeps it. */
    void publish(BlobFolder into, long id) throws IOException {
        try {
            access.shared(engine -> {
                if (into != folder) {
                    throw new UncheckedIOException(new IOException("another state was restored meanwhile"));
                }
                try (RocksTransaction tx = new RocksTransaction(engine)) {
                    tx.insert(CoreTables.BLOB_INTENTS, CoreTables.OWN, id, BlobCounts.UNKEPT);
                    tx.commitRows();
                    into.publish(id);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @Override
    public void keep(Transaction tx, int scope, BlobRef ref) {
        change(tx, scope, ref, 1);
    }

    @Override
    public void drop(Transaction tx, int scope, BlobRef ref) {
        change(tx, scope, ref, -1);
    }

    private static void change(Transaction tx, int scope, BlobRef ref, int by) {
        if (ref.id() != 0) {
            ((RocksTransaction) tx).blobChanges().add(ref.id(), scope, by);
        }
    }

    void commit(RocksTransaction tx, BlobCounts.Changes changes) {
        removeLater(counts.commit(tx, changes));
    }

    void removeLater(List<Long> ids) {
        for (Long id : ids) {
            removeLater(id);
        }
    }

    private void removeLater(long id) {
        try {
            Future<?> ignored = background.schedule(() -> removeInBackground(id), GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The store is closing; its intent makes the file go then, or when it is opened again.
            return;
        }
    }

    private void removeInBackground(long id) {
        try {
            remove(id);
        } catch (IllegalStateException | StoreException e) {
            // Closed, or broken, meanwhile: the intent is there for the next start.
            System.getLogger(FileBlobs.class.getName())
                    .log(System.Logger.Level.DEBUG, "a body's file is left for later", e);
        }
    }

    /** Removes a file that nobody refers to; tries again later while somebody reads it or a snapshot is being taken. */
    void remove(long id) {
        if (!access.shared(engine -> BlobCounts.unkept(engine, id))) {
            return;
        }
        if (!removals.tryLock()) {
            removeLater(id);
            return;
        }
        if (pins.putIfAbsent(id, GOING) != null) {
            removals.unlock();
            removeLater(id);
            return;
        }
        try {
            boolean ignored = access.shared(engine -> {
                BlobFolder current = folder;
                return counts.remove(engine, id, () -> delete(current, id));
            });
        } finally {
            pins.remove(id);
            removals.unlock();
        }
    }

    private static void delete(BlobFolder from, long id) {
        try {
            from.delete(id);
        } catch (IOException e) {
            throw new StoreException("a body's file cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Removes what is due anyway, before the store closes. */
    void close(Engine engine) {
        background.shutdownNow();
        BlobFolder current = folder;
        for (Long id : BlobCounts.unkept(engine)) {
            if (!pins.containsKey(id)) { // nobody can pin it any more: the store is closed
                boolean ignored = counts.remove(engine, id, () -> delete(current, id));
            }
        }
    }

    @Override
    public InputStream read(List<BlobRef> parts, @Nullable BlobLock lock, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IndexOutOfBoundsException(offset + ", " + length);
        }
        if (parts.size() == 1 && parts.getFirst().id() == 0) {
            BlobRef only = parts.getFirst();
            if (offset + length > only.length()) {
                throw new IndexOutOfBoundsException(
                        "a blob of " + only.length() + " bytes has no " + (offset + length));
            }
            return new ByteArrayInputStream(inline(only, lock), (int) offset, (int) length);
        }
        BlobStream stream = new BlobStream(this, parts, lock, offset, length);
        stream.open();
        return stream;
    }

    /**
     * Keeps the file of a blob until it is unpinned. False when it is gone, or just going: nobody refers to it any more, so that
     * whoever found the reference has to look again.
     */
    boolean pin(long id) {
        Integer count = pins.merge(id, 1, (before, one) -> before.equals(GOING) ? GOING : before + one);
        if (count.equals(GOING)) {
            return false;
        }
        if (!folder.has(id)) {
            unpin(id);
            return false;
        }
        return true;
    }

    void unpin(long id) {
        pins.computeIfPresent(id, (blob, count) -> count == 1 ? null : count - 1); // never one that is going
    }

    /** Fresh keys for a blob. */
    BlobKeys newKeys(@Nullable BlobLock lock) {
        return new BlobKeys(fresh(), lock != null && lock.twice() ? fresh() : null);
    }

    private SecretKey fresh() {
        return new SecretKeySpec(frames.newKey(), "AES");
    }

    /** The reference to a file under these keys. */
    BlobRef file(long id, long length, BlobKeys keys, @Nullable BlobLock lock) {
        return new BlobRef(id, length, head(keys, lock, 0));
    }

    /** The reference that is the body. */
    BlobRef inline(byte[] plain, int length, @Nullable BlobLock lock) {
        BlobKeys keys = newKeys(lock);
        int head = headLength(keys.layers());
        byte[] bytes = head(keys, lock, length + keys.layers() * Frames.TAG);
        int ignored = frames.encrypt(keys, 0, true, plain, 0, length, bytes, head);
        return new BlobRef(0, length, bytes);
    }

    private static int headLength(int layers) {
        return 1 + layers * Frames.WRAPPED_KEY;
    }

    private byte[] head(BlobKeys keys, @Nullable BlobLock lock, int room) {
        byte[] bytes = new byte[headLength(keys.layers()) + room];
        byte[] first = keys.first().getEncoded();
        if (lock == null) {
            bytes[0] = OWN;
            System.arraycopy(frames.seal(first), 0, bytes, 1, Frames.WRAPPED_KEY);
            return bytes;
        }
        SecretKey second = keys.second();
        bytes[0] = second == null ? LOCKED : LOCKED_TWICE;
        System.arraycopy(frames.seal(key(lock), first), 0, bytes, 1, Frames.WRAPPED_KEY);
        if (second != null) {
            System.arraycopy(frames.seal(second.getEncoded()), 0, bytes, 1 + Frames.WRAPPED_KEY, Frames.WRAPPED_KEY);
        }
        return bytes;
    }

    private static SecretKey key(BlobLock lock) {
        return new SecretKeySpec(lock.key(), "AES");
    }

    byte[] inline(BlobRef ref, @Nullable BlobLock lock) throws IOException {
        byte[] plain = new byte[(int) ref.length()];
        byte[] bytes = ref.bytes();
        BlobKeys keys = keys(ref, lock);
        int head = headLength(keys.layers());
        int ignored = frames.decrypt(keys, 0, true, bytes, head, bytes.length - head, plain);
        return plain;
    }

    /** @throws IllegalArgumentException for a locked blob without a lock */
    BlobKeys keys(BlobRef ref, @Nullable BlobLock lock) {
        byte[] bytes = ref.bytes();
        byte form = bytes.length == 0 ? 0 : bytes[0];
        if (form == OWN) {
            return new BlobKeys(new SecretKeySpec(frames.unseal(bytes, 1, Frames.WRAPPED_KEY), "AES"), null);
        }
        if (form != LOCKED && form != LOCKED_TWICE) {
            throw new IllegalArgumentException("no reference to a blob: form " + form);
        }
        if (lock == null) {
            throw new IllegalArgumentException("the blob is locked");
        }
        byte[] first = frames.unseal(key(lock), bytes, 1, Frames.WRAPPED_KEY);
        byte[] second = form == LOCKED ? null : frames.unseal(bytes, 1 + Frames.WRAPPED_KEY, Frames.WRAPPED_KEY);
        return new BlobKeys(new SecretKeySpec(first, "AES"), second == null ? null : new SecretKeySpec(second, "AES"));
    }

    @Override
    public BlobRef relock(BlobRef ref, @Nullable BlobLock from, @Nullable BlobLock to) {
        BlobKeys keys = keys(ref, from);
        if ((to != null && to.twice()) != (keys.second() != null)) {
            throw new IllegalArgumentException("the layers differ");
        }
        byte[] bytes = ref.bytes();
        int head = headLength(keys.layers());
        byte[] relocked = head(keys, to, bytes.length - head);
        System.arraycopy(bytes, head, relocked, head, bytes.length - head);
        return new BlobRef(ref.id(), ref.length(), relocked);
    }
}

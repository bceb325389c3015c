package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlobsStoreTest {
    private static final Scope SCOPE = new Scope("aws", "s3", "000000000000", "us-east-1");

    @TempDir
    Path directory;

    private StateStore store;
    private int scope;

    @BeforeEach
    void open() {
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), new SystemClock());
        scope = store.scope(SCOPE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private BlobRef kept(byte[] body) throws IOException {
        try (Blobs.Writer writer = store.blobs().writer()) {
            RandomGenerator random = new Random(body.length);
            int at = 0;
            while (at < body.length) {
                int count = Math.min(body.length - at, random.nextInt(1, 200_000));
                writer.write(body, at, count);
                at += count;
            }
            BlobRef ref = writer.finish();
            keep(ref);
            return ref;
        }
    }

    private void keep(BlobRef ref) {
        store.write(Locks.NONE, tx -> {
            store.blobs().keep(tx, scope, ref);
            return true;
        });
    }

    private void drop(BlobRef ref) {
        store.write(Locks.NONE, tx -> {
            store.blobs().drop(tx, scope, ref);
            return true;
        });
    }

    private byte[] read(List<BlobRef> parts, long offset, long length) throws IOException {
        try (InputStream in = store.blobs().read(parts, offset, length)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toByteArray();
        }
    }

    private List<Path> files() throws IOException {
        Path blobs = directory.resolve("data/state/1/blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(blobs)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_000_000})
    void givesBackWhatWasWritten(int length) throws IOException {
        byte[] body = body(length);
        BlobRef ref = kept(body);

        assertThat(ref.length()).isEqualTo(length);
        assertThat(files()).hasSize(length > Blobs.INLINE_LIMIT ? 1 : 0);
        assertThat(read(List.of(ref), 0, length)).isEqualTo(body);
        try (InputStream in = store.blobs().read(List.of(ref), 0, length)) {
            assertThat(in.readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void readsAnyRangeOfPartsInARow() throws IOException {
        List<BlobRef> parts =
                List.of(kept(body(100_000)), kept(body(10)), kept(body(0)), kept(body(300_000)), kept(body(65_536)));
        byte[] whole = new byte[0];
        for (int length : new int[] {100_000, 10, 0, 300_000, 65_536}) {
            byte[] part = body(length);
            int end = whole.length;
            whole = Arrays.copyOf(whole, end + length);
            System.arraycopy(part, 0, whole, end, length);
        }
        long seed = Seed.next();
        System.out.println("seed " + seed);
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(whole.length + 1);
            int to = random.nextInt(from, whole.length + 1);
            int skipped = random.nextInt(to - from + 1);
            byte[] expected = Arrays.copyOfRange(whole, from, to);
            assertThat(read(parts, from, to - from)).isEqualTo(expected);
            try (InputStream in = store.blobs().read(parts, from, to - from)) {
                in.skipNBytes(skipped);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(expected, skipped, expected.length));
            }
        }
        int past = whole.length + 1;
        assertThatThrownBy(() -> store.blobs().read(parts, 0, past)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void storesNoPlainBytes() throws IOException {
        byte[] body = new byte[200_000];
        Arrays.fill(body, (byte) 'x');
        BlobRef large = kept(body);
        BlobRef small = kept(Arrays.copyOf(body, 100));

        assertThat(Files.readString(files().getFirst(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("xxxx");
        assertThat(new String(small.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("xxxx");
        assertThat(large.toString()).doesNotContain("[B");
    }

    @Test
    void refusesAnAlteredFrameBeforeAnyOfItsBytes() throws IOException {
        byte[] body = body(200_000);
        BlobRef ref = kept(body);
        try (FileChannel file =
                FileChannel.open(files().getFirst(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long inSecondFrame = (Frames.PLAIN + Frames.TAG) + 1000;
            file.read(one, inSecondFrame);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            file.write(one, inSecondFrame);
        }

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = store.blobs().read(List.of(ref), 0, body.length)) {
            assertThatThrownBy(() -> in.transferTo(out))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a stored body is damaged (frame 1)");
        }
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(body, Frames.PLAIN));
        assertThat(read(List.of(ref), 140_000, 60_000)).isEqualTo(Arrays.copyOfRange(body, 140_000, 200_000));
    }

    @Test
    void refusesACutOffOrReorderedFile() throws IOException {
        BlobRef ref = kept(body(3 * Frames.PLAIN));
        Path file = files().getFirst();
        byte[] stored = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(stored, 2 * (Frames.PLAIN + Frames.TAG)));
        assertThatThrownBy(() -> read(List.of(ref), 0, ref.length()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        // As if the whole file were shorter by a frame.
        BlobRef shorter = new BlobRef(ref.id(), 2L * Frames.PLAIN, ref.bytes());
        assertThatThrownBy(() -> read(List.of(shorter), 0, shorter.length()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        byte[] swapped = stored.clone();
        System.arraycopy(stored, 0, swapped, (Frames.PLAIN + Frames.TAG), (Frames.PLAIN + Frames.TAG));
        System.arraycopy(stored, (Frames.PLAIN + Frames.TAG), swapped, 0, (Frames.PLAIN + Frames.TAG));
        Files.write(file, swapped);
        assertThatThrownBy(() -> read(List.of(ref), 0, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void removesWhatIsClosedUnkept() throws IOException {
        byte[] body = body(100_000);
        Blobs.Writer unfinished = store.blobs().writer();
        unfinished.write(body, 0, body.length);
        assertThat(files()).hasSize(1);
        unfinished.close();
        assertThat(files()).isEmpty();

        Blobs.Writer unkept = store.blobs().writer();
        unkept.write(body, 0, body.length);
        BlobRef ref = unkept.finish();
        assertThat(ref.length()).isEqualTo(body.length);
        assertThat(files()).hasSize(1);
        unkept.close();
        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> keep(ref)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void removesAFileWithItsLastReference() throws IOException {
        BlobRef ref = kept(body(100_000));
        keep(ref);
        drop(ref);
        store.close();
        assertThat(files()).hasSize(1);
        open();
        drop(ref);
        assertThatThrownBy(() -> drop(ref)).isInstanceOf(IllegalStateException.class);
        store.close();
        assertThat(files()).isEmpty();
        open();
    }

    @Test
    void keepsADroppedFileForItsReaders() throws IOException {
        byte[] body = body(300_000);
        BlobRef ref = kept(body);
        FileBlobs blobs = (FileBlobs) store.blobs();
        try (InputStream in = blobs.read(List.of(ref), 0, body.length)) {
            drop(ref);
            blobs.remove(ref.id());
            assertThat(in.readAllBytes()).isEqualTo(body);
        }
        blobs.remove(ref.id());
        assertThat(files()).isEmpty();
    }

    /** A body of two files is replaced over and over while others read it, and no file is given any grace. */
    @Test
    void aReaderGetsAllOfABodyOrIsToldAtOnceThatItIsGone() throws Exception {
        FileBlobs blobs = (FileBlobs) store.blobs();
        AtomicReference<List<BlobRef>> row = new AtomicReference<>(List.of(kept(body(70_000)), kept(body(66_000))));
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger whole = new AtomicInteger();
        try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(readers.submit(() -> {
                    while (!done.get()) {
                        InputStream in;
                        try {
                            in = blobs.read(row.get(), 0, 136_000);
                        } catch (NoSuchFileException e) {
                            continue; // replaced since the row was read: look again
                        }
                        try (in) {
                            assertThat(in.readAllBytes()).hasSize(136_000);
                        }
                        whole.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (int i = 0; i < 100; i++) {
                List<BlobRef> old = row.getAndSet(List.of(kept(body(70_000)), kept(body(66_000))));
                for (BlobRef ref : old.reversed()) {
                    drop(ref);
                    blobs.remove(ref.id());
                }
            }
            done.set(true);
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(whole).hasPositiveValue();
    }

    @Test
    void opensOnlyWhatTheRangeTouches() throws IOException {
        BlobRef first = kept(body(70_000));
        BlobRef second = kept(body(80_000));
        drop(first);
        ((FileBlobs) store.blobs()).remove(first.id());
        assertThat(read(List.of(first, second), 70_000, 80_000)).isEqualTo(body(80_000));
        assertThatThrownBy(() -> store.blobs().read(List.of(first, second), 69_999, 2))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void takesADroppedFileBackWhileItIsThere() throws IOException {
        byte[] body = body(100_000);
        BlobRef ref = kept(body);
        drop(ref);
        keep(ref);
        ((FileBlobs) store.blobs()).remove(ref.id());
        assertThat(read(List.of(ref), 0, body.length)).isEqualTo(body);
    }

    @Test
    void sealsSecretsUnderTheRootKey() {
        byte[] secret = "a secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] sealed = store.seal("test", secret);
        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("a secret");
        store.close();
        open();
        assertThat(store.unseal("test", sealed)).isEqualTo(secret);
        refuses(() -> store.unseal("other test", sealed));
        refuses(() -> store.unseal("test", Arrays.copyOf(sealed, 20)));
        sealed[sealed.length - 1] ^= 1;
        refuses(() -> store.unseal("test", sealed));
    }

    @Test
    void opensASecretAsThatOfItsRowOnly() {
        byte[] secret = "a secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] sealed = store.seal(CoreTables.SEALS, 7, "row", secret);
        assertThat(store.unseal(CoreTables.SEALS, 7, "row", sealed)).isEqualTo(secret);
        refuses(() -> store.unseal(CoreTables.SEALS, 7, "other row", sealed));
        refuses(() -> store.unseal(CoreTables.SEALS, 8, "row", sealed));
        refuses(() -> store.unseal("row", sealed));
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable opening) {
        assertThatThrownBy(opening).isInstanceOf(dev.kagemusha.state.StoreException.class);
    }

    @Test
    void lockedBlobsOpenWithTheirLockOnly() throws IOException {
        byte[] key = body(32);
        for (boolean twice : new boolean[] {false, true}) {
            for (int length : new int[] {10, 200_000}) {
                BlobLock lock = new BlobLock(key, twice);
                byte[] body = body(length);
                BlobRef ref;
                try (Blobs.Writer writer = store.blobs().writer(lock)) {
                    writer.write(body, 0, length);
                    ref = writer.finish();
                    keep(ref);
                }
                try (InputStream in = store.blobs().read(List.of(ref), lock, 0, length)) {
                    assertThat(in.readAllBytes()).isEqualTo(body);
                }
                try (InputStream in = store.blobs().read(List.of(ref), lock, length - 5, 5)) {
                    assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(body, length - 5, length));
                }
                BlobLock other = new BlobLock(new byte[32], twice);
                assertThatThrownBy(() -> store.blobs()
                                .read(List.of(ref), other, 0, length)
                                .readAllBytes())
                        .isInstanceOf(StoreException.class);
                assertThatThrownBy(() ->
                                store.blobs().read(List.of(ref), 0, length).readAllBytes())
                        .isInstanceOf(IllegalArgumentException.class);

                BlobRef relocked = store.blobs().relock(ref, lock, other);
                try (InputStream in = store.blobs().read(List.of(relocked), other, 0, length)) {
                    assertThat(in.readAllBytes()).isEqualTo(body);
                }
            }
        }
    }
}

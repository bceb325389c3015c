package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.DataDirectoryException;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDirectoryStoreTest {
    @TempDir
    Path directory;

    private static StateStore open(Path directory) {
        return RocksStateStore.open(StoreOptions.of(directory), new SystemClock());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void refusesAForeignDirectoryAndLeavesItAlone() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessage("directory " + directory
                        + " is not empty and not a Kagemusha data directory (it holds thesis.txt)");
        assertThat(names(directory)).containsExactly("thesis.txt");
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessage("data directory " + file + " is not a directory");
    }

    @Test
    void refusesAnotherFormat() throws IOException {
        Files.writeString(directory.resolve("kagemusha.format"), "kagemusha data directory, format 99\n");
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessage("data directory " + directory
                        + " has another format (\"kagemusha data directory, format 99\"); this version reads format 1");
        assertThat(names(directory)).containsExactly("kagemusha.format");
    }

    @Test
    void refusesADirectoryInUse() {
        try (StateStore first = open(directory)) {
            assertThat(first.directory()).isEqualTo(directory);
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessage("data directory " + directory + " is in use by another process");
        }
        open(directory).close();
    }

    @Test
    void refusesADirectoryThatCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(file.resolve("below"))).isInstanceOf(DataDirectoryException.class);
    }

    @Test
    void keepsTheRootKeyToItsOwner() throws IOException {
        open(directory).close();
        assertThat(Files.getPosixFilePermissions(directory.resolve("root.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.size(directory.resolve("root.key"))).isEqualTo(32);
    }

    @Test
    void makesNoKeyFileWhenAKeyIsGiven() throws IOException {
        RocksStateStore.open(new StoreOptions(directory, false, 16 << 20, new byte[32]), new SystemClock())
                .close();
        assertThat(names(directory)).doesNotContain("root.key");
    }

    @Test
    void refusesAnotherRootKey() {
        open(directory).close();
        StoreOptions other = new StoreOptions(directory, false, 16 << 20, new byte[32]);
        assertThatThrownBy(() -> RocksStateStore.open(other, new SystemClock()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessage("data directory " + directory + " was made under another root key");
        open(directory).close();
    }

    @Test
    void aCopyWithoutItsKeyFileIsClosed() throws IOException {
        open(directory).close();
        Files.delete(directory.resolve("root.key"));

        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessage("data directory " + directory + " cannot be opened without its root key: it has no file"
                        + " root.key, and none is given (--root-key or KAGEMUSHA_ROOT_KEY)");
        assertThat(names(directory)).doesNotContain("root.key");
    }

    @Test
    void aStoreMadeUnderAGivenKeyIsClosedWithoutIt() throws IOException {
        byte[] key = new byte[32];
        StoreOptions given = new StoreOptions(directory, false, 16 << 20, key);
        RocksStateStore.open(given, new SystemClock()).close();

        assertThatThrownBy(() -> open(directory)).hasMessageContaining("cannot be opened without its root key");
        assertThat(names(directory)).doesNotContain("root.key");
        RocksStateStore.open(given, new SystemClock()).close();
    }

    @Test
    void itsOwnKeyCanBecomeAGivenOne() throws IOException {
        open(directory).close();
        byte[] key = Files.readAllBytes(directory.resolve("root.key"));
        Files.delete(directory.resolve("root.key"));

        RocksStateStore.open(new StoreOptions(directory, false, 16 << 20, key), new SystemClock())
                .close();
        assertThat(names(directory)).doesNotContain("root.key");
    }

    @Test
    void worksWithFsync() throws IOException {
        StoreOptions options = StoreOptions.of(directory).withFsync(true);
        byte[] body = new byte[100_000];
        BlobRef ref;
        try (StateStore store = RocksStateStore.open(options, new SystemClock());
                Blobs.Writer writer = store.blobs().writer()) {
            writer.write(body, 0, body.length);
            ref = writer.finish();
            int scope = store.scope(new Scope("aws", "test", "", ""));
            store.write(Locks.NONE, tx -> {
                store.blobs().keep(tx, scope, ref);
                return true;
            });
        }
        try (StateStore store = RocksStateStore.open(options, new SystemClock());
                InputStream in = store.blobs().read(List.of(ref), 0, body.length)) {
            assertThat(in.readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void removesATemporaryStore() {
        StateStore store = RocksStateStore.openTemporary(16 << 20, new SystemClock());
        Path where = store.directory();
        assertThat(where).isDirectory();
        store.close();
        assertThat(where).doesNotExist();
        assertThatThrownBy(() -> store.read(view -> true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is closed");
    }

    @Test
    void reportsItsMemory() {
        try (StateStore store = open(directory)) {
            List<String> purposes = new java.util.ArrayList<>();
            store.memory(use -> purposes.add(use.purpose()));
            assertThat(purposes).containsExactly("block cache", "write buffers");
        }
    }
}

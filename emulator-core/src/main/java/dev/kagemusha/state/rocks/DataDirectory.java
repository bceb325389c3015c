package dev.kagemusha.state.rocks;

import dev.kagemusha.state.DataDirectoryException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * The directory that a store lives in: recognised, locked, and pointing to its current generation. Whoever is refused here
 * has changed nothing on disk.
 */
final class DataDirectory implements AutoCloseable {
    private static final String MARKER = "kagemusha.format";
    private static final int VERSION = 1;
    private static final String HEAD = "kagemusha data directory, format ";
    private static final int KEY_BYTES = 32;

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final boolean fsync;
    private long generation;

    private DataDirectory(Path root, FileChannel lockFile, FileLock lock, boolean fsync, long generation) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
        this.fsync = fsync;
        this.generation = generation;
    }

    static DataDirectory open(Path directory, boolean fsync) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            boolean fresh = check(root);
            if (fresh) {
                Files.createDirectories(root);
            }
            if (!Files.isWritable(root)) {
                throw new DataDirectoryException("data directory " + root + " is not writable");
            }
            FileChannel file =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new DataDirectoryException("data directory " + root + " is in use by another process");
            }
            try {
                if (fresh) {
                    replace(root.resolve("current"), "1\n", fsync);
                    replace(root.resolve(MARKER), HEAD + VERSION + "\n", fsync);
                }
                String current = Files.readString(root.resolve("current"), StandardCharsets.US_ASCII);
                DataDirectory opened = new DataDirectory(root, file, lock, fsync, Long.parseLong(current.trim()));
                opened.removeOtherGenerations();
                Files.createDirectories(opened.state());
                sync(root, fsync);
                sync(root.resolve("state"), fsync);
                return opened;
            } catch (IOException | NumberFormatException e) {
                file.close();
                throw e;
            }
        } catch (NumberFormatException e) {
            throw new DataDirectoryException("data directory " + root + " has a damaged file 'current'", e);
        } catch (IOException e) {
            throw new DataDirectoryException("data directory " + root + " cannot be used: " + reason(e), e);
        }
    }

    /** Whether the directory is a new one; throws for what is not ours. */
    private static boolean check(Path root) throws IOException {
        if (!Files.exists(root)) {
            return true;
        }
        if (!Files.isDirectory(root)) {
            throw new DataDirectoryException("data directory " + root + " is not a directory");
        }
        Path marker = root.resolve(MARKER);
        if (Files.exists(marker)) {
            String line = Files.readString(marker, StandardCharsets.UTF_8).trim();
            if (!line.equals(HEAD + VERSION)) {
                throw new DataDirectoryException("data directory " + root + " has another format (\"" + line
                        + "\"); this version reads format " + VERSION);
            }
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                // Left by a process killed between its first steps here.
                String name = entry.getFileName().toString();
                if (!name.equals("lock") && !name.equals("current") && !name.endsWith(".new")) {
                    throw new DataDirectoryException("directory " + root
                            + " is not empty and not a Kagemusha data directory (it holds " + name + ")");
                }
            }
        }
        return true;
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String reason(IOException e) {
        String what = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? what : what + ": " + e.getMessage();
    }

    Path root() {
        return root;
    }

    Path state() {
        return state(generation);
    }

    Path state(long number) {
        return root.resolve("state").resolve(Long.toString(number));
    }

    Path snapshots() {
        return root.resolve("snapshots");
    }

    long generation() {
        return generation;
    }

    /** Makes another generation the current one: from here on a restart opens it. */
    void switchTo(long number) throws IOException {
        replace(root.resolve("current"), number + "\n", fsync);
        generation = number;
    }

    /** Removes what an interrupted or completed restore left. */
    void removeOtherGenerations() throws IOException {
        Path states = root.resolve("state");
        if (!Files.isDirectory(states)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(states)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(Long.toString(generation))) {
                    deleteTree(entry);
                }
            }
        }
    }

    /**
     * The directory's own root key, made with mode 600 where nothing is stored yet. A store whose key is elsewhere gets no other one: it
     * would be a key to nothing.
     */
    byte[] rootKey() {
        Path file = root.resolve("root.key");
        try {
            if (!Files.exists(file)) {
                if (Files.exists(state().resolve("db"))) {
                    throw new DataDirectoryException("data directory " + root
                            + " cannot be opened without its root key: it has no file root.key, and none is given"
                            + " (--root-key or KAGEMUSHA_ROOT_KEY)");
                }
                byte[] key = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(key);
                Path aside = root.resolve("root.key.new");
                Files.deleteIfExists(aside);
                Files.createFile(
                        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                try (FileChannel out = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                    out.write(java.nio.ByteBuffer.wrap(key));
                    if (fsync) {
                        out.force(true);
                    }
                }
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
                sync(root, fsync); // without this key nothing that follows can be read
                return key;
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new DataDirectoryException(file + " is damaged: it should hold " + KEY_BYTES + " bytes");
            }
            return key;
        } catch (IOException e) {
            throw new DataDirectoryException("root key " + file + " cannot be used: " + reason(e), e);
        }
    }

    private static void replace(Path file, String text, boolean fsync) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.write(StandardCharsets.UTF_8.encode(text));
            if (fsync) {
                out.force(true);
            }
        }
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
        sync(Objects.requireNonNull(file.getParent()), fsync);
    }

    /** Names are on disk only when their directory is: a file that was forced may be gone with its name. */
    static void sync(Path directory, boolean fsync) throws IOException {
        if (fsync) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static void deleteTree(Path tree) throws IOException {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new DataDirectoryException("cannot release " + root, e);
        }
    }
}

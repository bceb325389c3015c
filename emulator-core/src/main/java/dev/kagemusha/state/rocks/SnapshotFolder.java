package dev.kagemusha.state.rocks;

import dev.kagemusha.state.StoreException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Saved states, each a directory of its own: a RocksDB checkpoint and hard links to the blobs it refers to. Nothing in it
 * is ever written again. Names that begin with a dot are states half made or half removed.
 */
final class SnapshotFolder {
    private static final int LONGEST = 100;
    private static final String HALF_MADE = ".new-";
    private static final String REPLACED = ".old-";

    private final Path root;

    SnapshotFolder(Path root) {
        this.root = root;
        try {
            tidy();
        } catch (IOException e) {
            throw new StoreException("unfinished snapshots cannot be removed: " + e.getMessage(), e);
        }
    }

    private void tidy() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, ".*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(REPLACED)) {
                    Path lasting = root.resolve(name.substring(REPLACED.length()));
                    if (!Files.exists(lasting)) {
                        // Killed between the two renames: the old one is still the one of that name.
                        Files.move(entry, lasting, StandardCopyOption.ATOMIC_MOVE);
                        continue;
                    }
                }
                DataDirectory.deleteTree(entry);
            }
        }
    }

    static void check(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST && name.charAt(0) != '.';
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == '_';
        }
        if (!good) {
            throw new IllegalArgumentException("a snapshot's name has 1 to " + LONGEST
                    + " letters, digits, dots, dashes and underscores, and does not begin with a dot");
        }
    }

    private Path existing(String name) {
        check(name);
        Path snapshot = root.resolve(name);
        if (!Files.isDirectory(snapshot)) {
            throw new NoSuchElementException("there is no snapshot " + name);
        }
        return snapshot;
    }

    /** @param checkpoint makes the database's copy at the path and answers the blobs it refers to */
    synchronized void save(String name, Function<Path, List<Long>> checkpoint, BlobFolder blobs) {
        Path made = root.resolve(HALF_MADE + name);
        Path replaced = root.resolve(REPLACED + name);
        Path lasting = root.resolve(name);
        try {
            DataDirectory.deleteTree(made);
            Files.createDirectories(made);
            try {
                List<Long> kept = checkpoint.apply(made.resolve("db"));
                BlobFolder copies = new BlobFolder(made.resolve("blobs"), false);
                for (Long id : kept) {
                    blobs.link(id, copies);
                }
                if (Files.exists(lasting)) {
                    Files.move(lasting, replaced, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(made, lasting, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                DataDirectory.deleteTree(made);
            }
            DataDirectory.deleteTree(replaced);
        } catch (IOException e) {
            throw new StoreException("snapshot " + name + " cannot be saved: " + e.getMessage(), e);
        }
    }

    /** Makes a state of its own from a snapshot, sharing what neither will write again. */
    synchronized void unpack(String name, Path state) throws IOException {
        Path snapshot = existing(name);
        DataDirectory.deleteTree(state);
        Files.walkFileTree(snapshot, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(state.resolve(snapshot.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = snapshot.relativize(file);
                boolean immutable =
                        relative.startsWith("blobs") || file.toString().endsWith(".sst");
                if (immutable) {
                    share(file, state.resolve(relative));
                } else {
                    Files.copy(file, state.resolve(relative));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A hard link, or a copy where the file system has none. */
    static void share(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, copy);
        }
    }

    synchronized List<String> names() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new StoreException("snapshots cannot be listed: " + e.getMessage(), e);
        }
        names.sort(null);
        return names;
    }

    synchronized void delete(String name) {
        Path snapshot = existing(name);
        Path half = root.resolve(HALF_MADE + name);
        try {
            DataDirectory.deleteTree(half);
            Files.move(snapshot, half, StandardCopyOption.ATOMIC_MOVE);
            DataDirectory.deleteTree(half);
        } catch (IOException e) {
            throw new StoreException("snapshot " + name + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}

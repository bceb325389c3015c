package dev.kagemusha.state.rocks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;

/** Where the files of blobs lie: {@code blobs/3f/000000000000123f}, and {@code blobs/tmp} while they are written. */
final class BlobFolder {
    private final Path root;
    private final Path aside;
    private final boolean fsync;

    BlobFolder(Path root, boolean fsync) {
        this.root = root;
        this.fsync = fsync;
        aside = root.resolve("tmp");
    }

    Path file(long id) {
        return parent(id).resolve(HexFormat.of().toHexDigits(id));
    }

    boolean has(long id) {
        return Files.exists(file(id));
    }

    private Path parent(long id) {
        return root.resolve(HexFormat.of().toHexDigits((byte) id));
    }

    FileChannel create(long id) throws IOException {
        Path file = aside(id);
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(aside);
            DataDirectory.sync(Objects.requireNonNull(root.getParent()), fsync);
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    private Path aside(long id) {
        return aside.resolve(HexFormat.of().toHexDigits(id));
    }

    /** Gives a finished file its lasting place. */
    void publish(long id) throws IOException {
        Path file = file(id);
        Path parent = parent(id);
        try {
            Files.move(aside(id), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(parent);
            Files.move(aside(id), file, StandardCopyOption.ATOMIC_MOVE);
            DataDirectory.sync(root, fsync);
        }
        DataDirectory.sync(parent, fsync);
    }

    void discard(long id) throws IOException {
        Files.deleteIfExists(aside(id));
    }

    void delete(long id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    /** Removes what writers that never finished left behind. */
    void clearAside() throws IOException {
        if (Files.isDirectory(aside)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(aside)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Hard-links a blob into another folder. */
    void link(long id, BlobFolder target) throws IOException {
        Path copy = target.file(id);
        try {
            SnapshotFolder.share(file(id), copy);
        } catch (NoSuchFileException e) {
            Files.createDirectories(target.parent(id));
            SnapshotFolder.share(file(id), copy);
        }
    }
}

package dev.kagemusha.state.rocks;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * How to open a store.
 *
 * @param directory made when it does not exist; an existing one must be empty or a data directory
 * @param fsync whether a commit waits until it is on disk (it survives a power cut then, not only a killed process)
 * @param memoryBudgetBytes block cache and write buffers together
 * @param rootKey 32 bytes, or null for the directory's own {@code root.key}
 */
public record StoreOptions(Path directory, boolean fsync, long memoryBudgetBytes, byte @Nullable [] rootKey) {
    public static StoreOptions of(Path directory) {
        return new StoreOptions(directory, false, 128L << 20, null);
    }

    public StoreOptions withFsync(boolean on) {
        return new StoreOptions(directory, on, memoryBudgetBytes, rootKey);
    }

    @Override
    public String toString() {
        return "StoreOptions[" + directory + ", fsync " + fsync + ", " + memoryBudgetBytes + " bytes]";
    }
}

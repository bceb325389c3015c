package dev.kagemusha.state.rocks;

import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/** When requests may run where they were read. */
class PromptStoreTest {
    @TempDir
    private Path directory;

    private RocksStateStore open(boolean fsync) {
        return RocksStateStore.open(new StoreOptions(directory, fsync, 16 << 20, null), new SystemClock());
    }

    @Test
    void aStoreThatWaitsForTheDiskIsNotPrompt() {
        try (RocksStateStore store = open(true)) {
            assertThat(store.prompt()).isFalse();
        }
    }

    @Test
    void aStoreIsNotPromptWhileItIsReset() {
        try (RocksStateStore store = open(false)) {
            AtomicBoolean during = new AtomicBoolean(true);
            store.onReset(() -> during.set(store.prompt()));
            assertThat(store.prompt()).isTrue();
            store.reset(scope -> true);
            assertThat(during).isFalse();
            assertThat(store.prompt()).isTrue();
        }
    }
}

package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class ApproximateBytesStoreTest {
    private static final int ROWS = 20_000;
    private static final int VALUE = 1_000;
    private static final Table<Integer, byte[]> TABLE = new Table<>(
            99,
            "test.rows",
            new KeyCodec<>() {
                @Override
                public void write(Integer key, KeyWriter out) {
                    out.u32(key);
                }

                @Override
                public Integer read(KeyReader in) {
                    return in.u32();
                }
            },
            new ValueCodec<>() {
                @Override
                public byte[] encode(byte[] value) {
                    return value;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }
            });

    @Test
    void tellsALargeRangeFromASmallOneInFilesAndInMemory() throws IOException {
        Random random = new Random(1);
        try (StateStore store = RocksStateStore.openTemporary(32L << 20, new SystemClock())) {
            int scope = store.scope(new Scope("aws", "test", "000000000000", "us-east-1"));
            for (int i = 0; i < ROWS; i++) {
                int key = i;
                byte[] value = new byte[VALUE];
                random.nextBytes(value);
                store.write(Locks.of(TABLE, scope, key), tx -> {
                    tx.upsert(TABLE, scope, key, value);
                    return true;
                });
            }
            long all = store.approximateBytes(TABLE, scope, range(0, ROWS));
            long half = store.approximateBytes(TABLE, scope, range(0, ROWS / 2));
            long none = store.approximateBytes(TABLE, scope, range(ROWS, 2 * ROWS));
            assertThat(all).isBetween(ROWS * VALUE / 2L, ROWS * VALUE * 2L);
            assertThat(half).isBetween(all / 4, all * 3 / 4);
            assertThat(none).isLessThan(all / 10);
        }
    }

    private static KeyRange range(int from, int to) {
        return KeyRange.between(
                new KeyWriter().u32(from).toBytes(), new KeyWriter().u32(to).toBytes());
    }
}

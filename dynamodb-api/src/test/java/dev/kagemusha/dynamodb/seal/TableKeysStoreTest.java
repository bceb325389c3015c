package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableKeysStoreTest {
    private static final Scope SCOPE = new Scope("aws", "dynamodb", "000000000000", "us-east-1");
    private static final byte[] ITEM = "what an item holds".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private final SystemClock clock = new SystemClock();
    private StateStore store;
    private TableKeys keys;
    private int scope;

    @BeforeEach
    void open() {
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        keys = new TableKeys(store, clock, new Errands());
        scope = store.scope(SCOPE);
        create(1);
        create(2);
    }

    private void create(int table) {
        store.write(Locks.NONE, tx -> {
            keys.create(tx, scope, table, "arn:aws:dynamodb:us-east-1:000000000000:table/t" + table);
            return true;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void opensWhatItSealedAlsoAfterARestart() {
        byte[] row = keys.seal(scope, 1, ITEM, 77);

        assertThat(new String(row, StandardCharsets.ISO_8859_1)).doesNotContain("item");
        assertThat(TableKeys.size(row)).isEqualTo(77);
        assertThat(keys.open(scope, row)).isEqualTo(ITEM);
        store.close();
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        assertThat(new TableKeys(store, clock, new Errands()).open(store.scope(SCOPE), row))
                .isEqualTo(ITEM);
    }

    @Test
    void opensNothingThatDiffersInASingleBit() {
        byte[] row = keys.seal(scope, 1, ITEM, 77);
        for (int bit = 0; bit < 8 * row.length; bit++) {
            byte[] changed = row.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> keys.open(scope, changed)).isInstanceOf(RuntimeException.class);
        }
        for (int length = 0; length < row.length; length++) {
            byte[] cut = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> keys.open(scope, cut)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void opensNoRowUnderTheKeyOfAnotherTable() {
        byte[] row = keys.seal(scope, 1, ITEM, 77);
        row[4] = 2;

        assertThatThrownBy(() -> keys.open(scope, row)).hasMessage("a stored item is damaged");
    }

    @Test
    void opensNoKeyInThePlaceOfAnother() {
        byte[] row = keys.seal(scope, 1, ITEM, 77);
        store.write(Locks.NONE, tx -> {
            WrappedKey first = Objects.requireNonNull(tx.get(WrappedKey.KEYS, scope, 1));
            tx.upsert(WrappedKey.KEYS, scope, 1, Objects.requireNonNull(tx.get(WrappedKey.KEYS, scope, 2)));
            tx.upsert(WrappedKey.KEYS, scope, 2, first);
            return true;
        });
        TableKeys again = new TableKeys(store, clock, new Errands());

        assertThatThrownBy(() -> again.open(scope, row)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> again.seal(scope, 2, ITEM, 77)).isInstanceOf(StoreException.class);
    }

    @Test
    void neverUsesANonceTwice() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] row = keys.seal(scope, 1, ITEM, 77);
            nonces.add(new String(row, 5, RowCipher.NONCE, StandardCharsets.ISO_8859_1));
        }
        TableKeys again = new TableKeys(store, clock, new Errands());
        for (int i = 0; i < 1_000; i++) {
            byte[] row = again.seal(scope, 1, ITEM, 77);
            nonces.add(new String(row, 5, RowCipher.NONCE, StandardCharsets.ISO_8859_1));
        }
        assertThat(nonces).hasSize(2_000);
    }
}

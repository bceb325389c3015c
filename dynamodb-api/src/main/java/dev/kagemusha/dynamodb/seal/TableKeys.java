package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.EmulatorClock;
import software.amazon.awssdk.core.SdkBytes;

import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of tables: seals rows with them and opens rows. */
public final class TableKeys {
    private static final int KEY = 32;

    private final StateStore store;
    private final EmulatorClock clock;
    private final RowCipher cipher = new RowCipher();
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<Long, TableKey> keys = new ConcurrentHashMap<>();

    /** Over the store of the tables. */
    public TableKeys(StateStore store, EmulatorClock clock) {
        this.store = store;
        this.clock = clock;
        store.onReset(keys::clear);
    }

    private static long place(int scope, int table) {
        return (long) scope << Integer.SIZE | table & 0xFFFFFFFFL;
    }

    /** Gives a new table a key that the root key wraps; in the transaction that creates the table. */
    public void create(Transaction tx, int scope, int table, String arn) {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        tx.upsert(
                WrappedKey.KEYS,
                scope,
                table,
                new WrappedKey(arn, null, SdkBytes.fromByteArrayUnsafe(store.seal(key)), null));
    }

    /**
     * An item's bytes as a row.
     *
     * @param size the item's, by DynamoDB's count
     */
    public byte[] seal(int scope, int table, byte[] item, int size) {
        return cipher.seal(key(scope, table), item, size);
    }

    /**
     * The item's bytes in a row.
     *
     * @throws StoreException if the row is not as it was written
     */
    public byte[] open(int scope, byte[] row) {
        return cipher.open(key(scope, RowCipher.keyOf(row)), row);
    }

    /** The size that {@link #seal} was given. */
    public static int size(byte[] row) {
        return RowCipher.size(row);
    }

    private TableKey key(int scope, int table) {
        TableKey key = keys.get(place(scope, table));
        return key == null ? load(scope, table) : key;
    }

    private TableKey load(int scope, int table) {
        WrappedKey wrapped = store.read(view -> view.get(WrappedKey.KEYS, scope, table));
        if (wrapped == null) {
            throw new IllegalStateException("a stored item without its key");
        }
        byte[] plain = store.unseal(wrapped.bytes().asByteArrayUnsafe());
        TableKey key = new TableKey(table, plain, false, clock.millis(), random);
        TableKey known = keys.putIfAbsent(place(scope, table), key);
        return known == null ? key : known;
    }
}

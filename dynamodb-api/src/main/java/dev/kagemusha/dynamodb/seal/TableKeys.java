package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.kms.KmsClient;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The keys of tables: seals rows with them and opens rows.
 *
 * <p>A key is unwrapped when it is first needed and stays in memory. One that KMS wraps is unwrapped again, on behalf of whoever asks,
 * five minutes after it last was for this caller: that is how long AWS keeps it, and so how long it takes until a policy or a disabled
 * key has its effect. Work that nobody asks for unwraps it as DynamoDB, which has a grant.
 *
 * <p>When KMS says that the key cannot be used at all, the table's key is forgotten, so that nobody reads on, and the table is noted as
 * inaccessible until it is unwrapped again. Source: "DynamoDB encryption at rest usage notes" in the developer guide. A table is
 * looked at when it is used or described, and each day besides ({@code backup.Archiving}).
 */
public final class TableKeys {
    private static final int KEY = 32;
    private static final long KEPT_MILLIS = Duration.ofMinutes(5).toMillis();

    private final StateStore store;
    private final EmulatorClock clock;
    private final Errands errands;
    private final RowCipher cipher = new RowCipher();
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<Long, TableKey> keys = new ConcurrentHashMap<>();

    /** Over the store of the tables. */
    public TableKeys(StateStore store, EmulatorClock clock, Errands errands) {
        this.store = store;
        this.clock = clock;
        this.errands = errands;
        store.onReset(keys::clear);
    }

    private static long place(int scope, int table) {
        return (long) scope << Integer.SIZE | table & 0xFFFFFFFFL;
    }

    // ---- what a table's key is

    /** Gives a new table a key that the root key wraps; in the transaction that creates the table. */
    public void create(Transaction tx, int scope, int table, String arn) {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        tx.upsert(WrappedKey.KEYS, scope, table, sealed(scope, table, arn, key));
    }

    private WrappedKey sealed(int scope, int table, String tableArn, byte[] key) {
        byte[] bytes = store.seal(WrappedKey.KEYS, scope, table, key);
        return new WrappedKey(tableArn, null, SdkBytes.fromByteArrayUnsafe(bytes));
    }

    /**
     * A key for a table to come.
     *
     * @param kmsKey what a request names a KMS key by, or null for the root key
     * @return what {@link #put} takes, or null for the root key
     * @throws DynamoDbException if KMS refuses
     */
    public @Nullable WrappedKey generate(Call call, String tableArn, @Nullable String kmsKey) {
        return kmsKey == null
                ? null
                : answered(() -> in(WrappedKey.of(tableArn).region(), call).generate(kmsKey, tableArn));
    }

    /** The key that a table has, wrapped by another KMS key, or by the root key if it is null: what is sealed stays readable. */
    public WrappedKey wrap(Call call, int scope, int table, String tableArn, @Nullable String kmsKey) {
        String region = WrappedKey.of(tableArn).region();
        TableKey known = keys.get(place(scope, table));
        if (known == null || !isFresh(known, call.caller())) {
            reload(scope, table, call.caller(), in(region, call));
        }
        byte[] plain = key(scope, table).secret().getEncoded();
        return kmsKey == null
                ? sealed(scope, table, tableArn, plain)
                : answered(() -> in(region, call).wrap(kmsKey, tableArn, plain));
    }

    /** Stores the wrapped key of a table; null leaves it as it is. */
    public void put(Transaction tx, int scope, int table, @Nullable WrappedKey key) {
        if (key != null) {
            tx.upsert(WrappedKey.KEYS, scope, table, key);
            tx.delete(WrappedKey.INACCESSIBLE, scope, table);
            tx.afterCommit(() -> keys.remove(place(scope, table)));
        }
    }

    /** Takes the key of a table that is gone out of memory. Its copies and the log of its changes may yet need it, so it is kept. */
    public void forget(int scope, int table) {
        keys.remove(place(scope, table));
    }

    // ---- who may use it

    /**
     * Has the key at hand for a caller, before an operation on the table begins.
     *
     * @throws DynamoDbException if KMS does not unwrap it for the caller
     */
    public void unlock(Call call, int scope, int table) {
        TableKey key = keys.get(place(scope, table));
        if (key == null || !isFresh(key, call.caller())) {
            reload(scope, table, call.caller(), of(call));
        }
    }

    /** The same for a caller of another service than DynamoDB. */
    public void unlock(Call call, Caller caller, int scope, int table) {
        TableKey key = keys.get(place(scope, table));
        if (key == null || !isFresh(key, caller)) {
            KmsAccess kms = new KmsAccess(
                    () -> errands.client(KmsClient.class, "dynamodb", caller, call.region()), call.requestId());
            reload(scope, table, caller, kms);
        }
    }

    private boolean isFresh(TableKey key, Caller caller) {
        return key.managed() ? key.freshFor(caller.arn(), clock.millis(), KEPT_MILLIS) : isFresh(key);
    }

    private boolean isFresh(TableKey key) {
        return key.fresh(clock.millis(), KEPT_MILLIS);
    }

    /** Has the key at hand for whoever comes, before a transaction that needs it: the store's never wait for another service. */
    public void ready(int scope, int table) {
        TableKey key = keys.get(place(scope, table));
        if (key == null || !isFresh(key)) {
            reload(scope, table, null, null);
        }
    }

    /** Finds out whether the table's key can be unwrapped, if that was not known within the last minutes. */
    public void check(int scope, int table) {
        try {
            ready(scope, table);
        } catch (DynamoDbException refused) {
            // It is noted.
        }
    }

    /** Since when KMS does not unwrap a table's key, as was found out last; null if it does. */
    public @Nullable Long inaccessibleMillis(int scope, int table) {
        return store.read(view -> view.get(WrappedKey.INACCESSIBLE, scope, table));
    }

    /** Whether the KMS key of a table is the one that AWS manages for its account. */
    public boolean isManaged(int scope, int table) {
        WrappedKey wrapped = store.read(view -> view.get(WrappedKey.KEYS, scope, table));
        if (wrapped == null || wrapped.kmsKeyArn() == null) {
            return false;
        }
        try {
            return own(wrapped).isManaged(wrapped.kmsKeyArn());
        } catch (KmsAccess.Unusable unusable) {
            throw unusable.answer();
        }
    }

    /** KMS of a table's region, which is another than the call's if the table is a replica. */
    private KmsAccess in(String region, Call call) {
        return region.equals(call.region())
                ? of(call)
                : new KmsAccess(
                        () -> errands.client(KmsClient.class, "dynamodb", call.caller(), region), call.requestId());
    }

    private static KmsAccess of(Call call) {
        return new KmsAccess(() -> call.client(KmsClient.class), call.requestId());
    }

    /** DynamoDB by itself. */
    private KmsAccess own(WrappedKey wrapped) {
        Caller self = new Caller.ServicePrincipal(
                KmsAccess.principal(wrapped.tableArn()), wrapped.account(), wrapped.tableArn());
        return new KmsAccess(() -> errands.client(KmsClient.class, "dynamodb", self, wrapped.region()), "null");
    }

    /** @param caller null for DynamoDB itself */
    private void reload(int scope, int table, @Nullable Caller caller, @Nullable KmsAccess access) {
        WrappedKey wrapped = store.read(view -> view.get(WrappedKey.KEYS, scope, table));
        if (wrapped == null) {
            return;
        }
        byte[] plain;
        try {
            plain = unwrap(scope, table, wrapped, access);
        } catch (KmsAccess.Unusable unusable) {
            keys.remove(place(scope, table));
            note(scope, table, clock.millis());
            throw unusable.answer();
        }
        if (wrapped.kmsKeyArn() != null) {
            note(scope, table, null);
        }
        TableKey key = keep(scope, table, wrapped, plain);
        if (caller == null) {
            key.loaded(clock.millis());
        } else {
            key.loadedFor(caller.arn(), clock.millis());
        }
    }

    private byte[] unwrap(int scope, int table, WrappedKey wrapped, @Nullable KmsAccess access) {
        return wrapped.kmsKeyArn() == null
                ? store.unseal(WrappedKey.KEYS, scope, table, wrapped.bytes().asByteArrayUnsafe())
                : (access == null ? own(wrapped) : access).unwrap(wrapped);
    }

    /** One that is in memory already stays: its nonces go on. */
    private TableKey keep(int scope, int table, WrappedKey wrapped, byte[] plain) {
        boolean managed = wrapped.kmsKeyArn() != null;
        TableKey kept = keys.compute(
                place(scope, table),
                (place, known) -> known != null && known.managed() == managed
                        ? known
                        : new TableKey(table, plain, managed, clock.millis(), random));
        return Objects.requireNonNull(kept);
    }

    /** Notes since when a table is inaccessible, or that it is not. */
    private void note(int scope, int table, @Nullable Long millis) {
        if ((inaccessibleMillis(scope, table) == null) == (millis == null)) {
            return;
        }
        store.write(Locks.of(WrappedKey.INACCESSIBLE, scope, table), tx -> {
            if (millis == null) {
                tx.delete(WrappedKey.INACCESSIBLE, scope, table);
            } else if (tx.get(WrappedKey.INACCESSIBLE, scope, table) == null) {
                tx.insert(WrappedKey.INACCESSIBLE, scope, table, millis);
            }
            return true;
        });
    }

    private static WrappedKey answered(Supplier<WrappedKey> asked) {
        try {
            return asked.get();
        } catch (KmsAccess.Unusable unusable) {
            throw unusable.answer();
        }
    }

    // ---- what it is for

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

    /** Nothing is noted here: a transaction may be under way. */
    private TableKey load(int scope, int table) {
        WrappedKey wrapped = store.read(view -> view.get(WrappedKey.KEYS, scope, table));
        if (wrapped == null) {
            throw new IllegalStateException("a stored item without its key");
        }
        try {
            return keep(scope, table, wrapped, unwrap(scope, table, wrapped, null));
        } catch (KmsAccess.Unusable unusable) {
            throw unusable.answer();
        }
    }
}

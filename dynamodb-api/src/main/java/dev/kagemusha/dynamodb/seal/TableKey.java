package dev.kagemusha.dynamodb.seal;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A table's key in memory, unwrapped. */
final class TableKey {
    /** The bytes that no other use of the key, before a restart or after, begins its nonces with. */
    private static final int PREFIX = 7;

    /** How many are remembered at once; sessions of roles come and go. */
    private static final int CALLERS = 1_000;

    private final int id;
    private final SecretKey secret;
    private final boolean managed;
    private final byte[] prefix = new byte[PREFIX];
    private final AtomicLong sealed = new AtomicLong();
    private final ConcurrentHashMap<String, Long> callers = new ConcurrentHashMap<>();
    private volatile long loadedMillis;

    /** @param managed whether KMS wraps it */
    TableKey(int id, byte[] key, boolean managed, long nowMillis, SecureRandom random) {
        this.id = id;
        this.secret = new SecretKeySpec(key, "AES");
        this.managed = managed;
        this.loadedMillis = nowMillis;
        random.nextBytes(prefix);
    }

    int id() {
        return id;
    }

    SecretKey secret() {
        return secret;
    }

    boolean managed() {
        return managed;
    }

    /** Whether it was unwrapped not long ago. */
    boolean fresh(long now, long most) {
        return now - loadedMillis < most && now >= loadedMillis;
    }

    /** The same for one caller, who may not be allowed what another is. */
    boolean freshFor(String caller, long now, long most) {
        Long then = callers.get(caller);
        return then != null && now - then < most && now >= then;
    }

    void loaded(long now) {
        loadedMillis = now;
    }

    void loadedFor(String caller, long now) {
        loadedMillis = now;
        if (callers.size() >= CALLERS) {
            callers.clear();
        }
        callers.put(caller, now);
    }

    /** Writes a nonce that was never used with this key: the prefix, then a number of five bytes. */
    void nonce(byte[] out, int at) {
        long number = sealed.getAndIncrement();
        System.arraycopy(prefix, 0, out, at, PREFIX);
        for (int i = 0; i < RowCipher.NONCE - PREFIX; i++) {
            out[at + PREFIX + i] = (byte) (number >>> 8 * i);
        }
    }
}

package dev.kagemusha.s3.event;

import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Which buckets were written to since somebody looked at what is in them, as far as this process knows. A write into a bucket that is
 * known to have changed costs a look-up in a map.
 */
public final class Stirring {
    private final ConcurrentHashMap<Which, Boolean> changed = new ConcurrentHashMap<>();
    private @Nullable Listener listener;

    private record Which(int scope, long bucket) {}

    /** Who looks at what is in buckets. */
    @FunctionalInterface
    public interface Listener {
        /** Something is written into a bucket, for the first time that this process knows of. */
        void stirred(Transaction tx, int scope, long bucket);
    }

    /** There is one at most. */
    public void listen(Listener one) {
        listener = one;
    }

    /** Something is written into a bucket; it is known once the transaction is committed. */
    public void stir(Transaction tx, int scope, long bucket) {
        Which which = new Which(scope, bucket);
        Boolean known = changed.get(which);
        if (Boolean.TRUE.equals(known)) {
            return;
        }
        Listener one = listener;
        if (known == null && one != null) {
            one.stirred(tx, scope, bucket);
        }
        tx.afterCommit(() -> changed.put(which, true));
    }

    /** Somebody looks from here on; whether nothing was written since somebody did before. */
    public boolean settle(int scope, long bucket) {
        return Boolean.FALSE.equals(changed.put(new Which(scope, bucket), false));
    }

    void clear() {
        changed.clear();
    }
}

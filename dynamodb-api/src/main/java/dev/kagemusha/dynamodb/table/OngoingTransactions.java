package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The items that transactions are working on now.
 *
 * <p>The store's locks alone make transactions serializable: whoever comes second would wait. DynamoDB does not wait. It refuses
 * a transaction, and a write outside of one, that meets a transaction on its way; what is marked here tells who meets whom.
 * Source: "Transaction conflict handling in DynamoDB" in the developer guide.
 *
 * <p>While no transaction runs, asking costs one volatile read.
 */
final class OngoingTransactions {
    private final AtomicInteger running = new AtomicInteger();
    private final ConcurrentHashMap<Place, Boolean> places = new ConcurrentHashMap<>();

    /** An item's row, whether it is there or not. */
    private record Place(int scope, byte[] row) implements Comparable<Place> {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && place.scope == scope && Arrays.equals(place.row, row);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(row) + scope;
        }

        @Override
        public int compareTo(Place other) {
            int byScope = Integer.compare(scope, other.scope);
            return byScope != 0 ? byScope : Arrays.compareUnsigned(row, other.row);
        }
    }

    /** Whether a transaction is working on this item. */
    boolean holds(int scope, byte[] row) {
        return running.get() != 0 && places.containsKey(new Place(scope, row));
    }

    /** An attempt to begin a transaction. */
    final class Begun implements AutoCloseable {
        private final List<Place> mine;
        private final BitSet conflicts;

        private Begun(List<Place> mine, BitSet conflicts) {
            this.mine = mine;
            this.conflicts = conflicts;
        }

        /** The numbers of the items that other transactions are working on; where there is any, nothing has begun. */
        BitSet conflicts() {
            return conflicts;
        }

        /** Ends it, after the commit. */
        @Override
        public void close() {
            if (conflicts.isEmpty()) {
                mine.forEach(places::remove);
                running.decrementAndGet();
            }
        }
    }

    /**
     * Marks the items of a transaction, all or none.
     *
     * <p>They are marked in the order of their keys and no further than to the first conflict, so that of transactions that
     * meet, the one ahead goes on.
     */
    Begun begin(List<Write> writes, List<byte[]> rows) {
        List<Place> all = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            all.add(new Place(writes.get(i).scope(), rows.get(i)));
        }
        List<Place> sorted = new ArrayList<>(all);
        sorted.sort(null);
        running.incrementAndGet();
        for (int i = 0; i < sorted.size(); i++) {
            if (places.putIfAbsent(sorted.get(i), true) != null) {
                List<Place> marked = sorted.subList(0, i);
                BitSet conflicts = conflicts(all, marked);
                conflicts.set(all.indexOf(sorted.get(i)));
                marked.forEach(places::remove);
                running.decrementAndGet();
                return new Begun(List.of(), conflicts);
            }
        }
        return new Begun(sorted, new BitSet());
    }

    private BitSet conflicts(List<Place> all, List<Place> own) {
        BitSet conflicts = new BitSet(all.size());
        for (int i = 0; i < all.size(); i++) {
            if (places.containsKey(all.get(i)) && !own.contains(all.get(i))) {
                conflicts.set(i);
            }
        }
        return conflicts;
    }
}

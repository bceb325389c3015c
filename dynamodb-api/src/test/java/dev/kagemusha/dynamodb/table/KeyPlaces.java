package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Value;

import java.util.List;

/** Where keys lie, which nobody outside can tell: for tests that have to know which partition gets a request. */
public final class KeyPlaces {
    private KeyPlaces() {}

    /** The place of a text as a partition key in the range of all hashes, from 0 to 1. */
    public static double of(String key) {
        byte[] row = RowKey.ofPartition(1, List.of(new Value.S(key)));
        return Integer.toUnsignedLong(RowKey.hashIn(row)) / (double) (1L << 32);
    }
}

package dev.kagemusha.s3.analytics;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;

import java.util.Map;
import java.util.TreeMap;

/** Objects and bytes by storage class and age: a sum in the making, and the cursor of the job that makes it. */
final class Stock {
    private static final int AGES = Age.ALL + 1;

    private final long day;
    private final Map<Integer, long[]> byClass = new TreeMap<>(); // bytes of each age, then the count of all
    private byte[] after = {};

    /** @param day since the epoch, that of the report */
    Stock(long day) {
        this.day = day;
    }

    static Stock decode(byte[] cursor) {
        ValueReader in = new ValueReader(cursor);
        Stock stock = new Stock(in.number());
        int classes = in.u8();
        for (int i = 0; i < classes; i++) {
            long[] sums = new long[AGES + 1];
            int storageClass = in.u8();
            for (int j = 0; j < sums.length; j++) {
                sums[j] = in.number();
            }
            stock.byClass.put(storageClass, sums);
        }
        stock.after = in.blob();
        return stock;
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(256).number(day).u8(byClass.size());
        byClass.forEach((storageClass, sums) -> {
            out.u8(storageClass);
            for (long each : sums) {
                out.number(each);
            }
        });
        return out.blob(after).toBytes();
    }

    int day() {
        return Math.toIntExact(day);
    }

    byte[] after() {
        return after;
    }

    void reached(byte[] last) {
        after = last;
    }

    void add(int storageClass, int age, long size) {
        long[] sums = sums(storageClass);
        if (age != Age.ALL) {
            sums[age] += size;
        }
        sums[Age.ALL] += size;
        sums[AGES]++;
    }

    /** Has the storage classes of which there is nothing any more but was something read. */
    long[] sums(int storageClass) {
        return byClass.computeIfAbsent(storageClass, missing -> new long[AGES + 1]);
    }

    Iterable<Integer> classes() {
        return byClass.keySet();
    }

    long bytes(int storageClass, int age) {
        return sums(storageClass)[age];
    }

    long count(int storageClass) {
        return sums(storageClass)[AGES];
    }
}

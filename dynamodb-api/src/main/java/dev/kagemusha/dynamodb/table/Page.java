package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a query or scan read in one go.
 *
 * @param items those selected, as the index or table holds them
 * @param scanned how many were looked at
 * @param bytes sizes of all that were looked at, for each partition that was looked into
 * @param fetched sizes of the items that were read from the table beside a local index, each alone
 * @param last the last item looked at, from which the next page goes on; null if there is nothing behind it
 */
public record Page(
        List<Item> items,
        int count,
        int scanned,
        List<Long> bytes,
        List<Integer> fetched,
        @Nullable Item last) {

    /**
     * Counts what the page costs, and answers the units. AWS rounds up for each partition it looks into, so that a scan of a
     * small table on demand, which has four, costs four units.
     */
    double charge(Meter meter, @Nullable Index index) {
        double units = 0;
        for (long each : bytes) {
            units += index == null ? meter.items(each) : meter.entries(index.name(), index.global(), each);
        }
        for (int each : fetched) {
            units += meter.items(each);
        }
        return units;
    }

    /** Sizes of all that were looked at. */
    public long totalBytes() {
        long total = 0;
        for (long each : bytes) {
            total += each;
        }
        return total;
    }
}

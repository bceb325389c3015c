package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a query or scan read in one go.
 *
 * @param items those selected, as the index or table holds them
 * @param scanned how many were looked at
 * @param bytes sizes of all that were looked at
 * @param fetched sizes of the items that were read from the table beside a local index, each alone
 * @param last the last item looked at, from which the next page goes on; null if there is nothing behind it
 */
public record Page(
        List<Item> items,
        int count,
        int scanned,
        long bytes,
        List<Integer> fetched,
        @Nullable Item last) {}

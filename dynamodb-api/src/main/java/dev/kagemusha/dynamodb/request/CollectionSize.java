package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The answer's {@code ItemCollectionMetrics}, which only tables with local indexes have: the gigabyte that a collection is in. */
public final class CollectionSize {
    private static final long GIGABYTE = 1L << 30;

    private CollectionSize() {}

    /**
     * The metrics of the collection of an item, as it is now.
     *
     * @return null if the request does not ask for it, or the table has no local index
     */
    public static @Nullable ItemCollectionMetrics of(
            ItemStore items, @Nullable ReturnItemCollectionMetrics asked, int scope, TableInfo table, Item key) {
        return asked == ReturnItemCollectionMetrics.SIZE && table.hasLocalIndexes()
                ? of(items, scope, table, key)
                : null;
    }

    private static ItemCollectionMetrics of(ItemStore items, int scope, TableInfo table, Item key) {
        String name = table.keys().hash().name();
        long gigabytes = items.collectionBytes(scope, table, key) / GIGABYTE;
        return ItemCollectionMetrics.builder()
                .itemCollectionKey(Map.of(name, AttributeValues.from(key.require(name))))
                .sizeEstimateRangeGB((double) gigabytes, gigabytes + 1.0)
                .build();
    }

    /** The metrics of the collections of several items, each collection once; empty where there are none. */
    public static List<ItemCollectionMetrics> of(
            ItemStore items, @Nullable ReturnItemCollectionMetrics asked, int scope, TableInfo table, List<Item> keys) {
        List<ItemCollectionMetrics> metrics = new ArrayList<>();
        for (Item key : keys) {
            ItemCollectionMetrics each = of(items, asked, scope, table, key);
            if (each != null && !metrics.contains(each)) {
                metrics.add(each);
            }
        }
        return metrics;
    }
}

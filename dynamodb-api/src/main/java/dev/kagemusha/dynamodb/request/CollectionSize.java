package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

import java.util.Map;

/**
 * The answer's {@code ItemCollectionMetrics}, which only tables with local indexes have. AWS estimates the size to within a
 * gigabyte; here the store's own estimate stands for it, which counts bytes as they are kept, after compression.
 */
public final class CollectionSize {
    private static final double GIGABYTE = 1L << 30;

    private final ItemStore items;
    private final boolean asked;
    private @Nullable ItemCollectionMetrics metrics;

    public CollectionSize(ItemStore items, @Nullable ReturnItemCollectionMetrics asked) {
        this.items = items;
        this.asked = asked == ReturnItemCollectionMetrics.SIZE;
    }

    /** Looks at the collection of the item with this key. */
    public void of(int scope, TableInfo table, Item key) {
        metrics = asked && table.hasLocalIndexes() ? metrics(items, scope, table, key) : null;
    }

    /** The metrics of the collection that has the item with this key. */
    public static ItemCollectionMetrics metrics(ItemStore items, int scope, TableInfo table, Item key) {
        String name = table.keys().hash().name();
        Value value = key.get(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        double gigabytes = Math.floor(items.collectionBytes(scope, table, value) / GIGABYTE);
        return ItemCollectionMetrics.builder()
                .itemCollectionKey(Map.of(name, AttributeValues.from(value)))
                .sizeEstimateRangeGB(gigabytes, gigabytes + 1)
                .build();
    }

    /** The answer, or null. */
    public @Nullable ItemCollectionMetrics report() {
        return metrics;
    }
}

package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

import java.util.Map;

/**
 * The answer's {@code ItemCollectionMetrics}, which only tables with local indexes have. AWS gives the size as a range of a
 * gigabyte; collections here are taken to be in the first one.
 */
final class CollectionSize {
    private final boolean asked;
    private @Nullable ItemCollectionMetrics metrics;

    CollectionSize(@Nullable ReturnItemCollectionMetrics asked) {
        this.asked = asked == ReturnItemCollectionMetrics.SIZE;
    }

    /** Looks at the collection of the item with this key. */
    void of(TableInfo table, Item key) {
        metrics = asked && table.hasLocalIndexes() ? metrics(table, key) : null;
    }

    static ItemCollectionMetrics metrics(TableInfo table, Item key) {
        String name = table.keys().hash().name();
        Value value = key.get(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return ItemCollectionMetrics.builder()
                .itemCollectionKey(Map.of(name, AttributeValues.from(value)))
                .sizeEstimateRangeGB(0.0, 1.0)
                .build();
    }

    /** The answer, or null. */
    @Nullable
    ItemCollectionMetrics report() {
        return metrics;
    }
}

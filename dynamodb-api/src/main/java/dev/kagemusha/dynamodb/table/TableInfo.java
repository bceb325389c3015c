package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A table's definition. Immutable; whoever holds one holds the definition as it was read, and asks {@link Catalog#current}
 * under the table's lock whether it still is.
 *
 * @param id internal: a table created again under the same name has another
 * @param uuid the {@code TableId} that clients see
 * @param createdMillis of the emulated clock
 * @param onDemand whether the billing mode is {@code PAY_PER_REQUEST}
 * @param tableClass {@code STANDARD}, {@code STANDARD_INFREQUENT_ACCESS}, or null if the client named none
 */
public record TableInfo(
        int id,
        String name,
        String arn,
        String uuid,
        long createdMillis,
        KeyShape keys,
        List<KeyAttribute> attributes,
        List<Index> indexes,
        boolean onDemand,
        Throughput throughput,
        @Nullable OnDemandLimit onDemandLimit,
        @Nullable String tableClass,
        boolean deletionProtected,
        Map<String, String> tags) {

    /** The index of this name, or null. */
    public @Nullable Index index(String indexName) {
        for (Index index : indexes) {
            if (index.name().equals(indexName)) {
                return index;
            }
        }
        return null;
    }

    /** Whether the table has a local index, and so item collections with a size. */
    public boolean hasLocalIndexes() {
        for (Index index : indexes) {
            if (!index.global()) {
                return true;
            }
        }
        return false;
    }
}

package dev.kagemusha.dynamodb.table;

/** How many items a table or index has, and their bytes. */
public record Count(long items, long bytes) {
    static final Count NONE = new Count(0, 0);

    Count plus(long moreItems, long moreBytes) {
        return new Count(items + moreItems, bytes + moreBytes);
    }
}

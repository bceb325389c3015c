package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Reads one page of a query or scan, row by row. */
final class PageReading {
    /** What a page reads at most, but for the item that exceeds it. */
    private static final int PAGE_BYTES = 1024 * 1024;

    private final ReadView view;
    private final TableKeys keys;
    private final int scope;
    private final Reach reach;
    private final Selection selection;
    private final List<Item> items = new ArrayList<>();
    private final List<Integer> fetched;
    private final long[] partitions;
    private int count;
    private int scanned;
    private long bytes;

    PageReading(ReadView view, TableKeys keys, int scope, Reach reach, Selection selection) {
        this.view = view;
        this.keys = keys;
        this.scope = scope;
        this.reach = reach;
        this.selection = selection;
        fetched = selection.fetch() ? new ArrayList<>() : List.of();
        partitions = new long[reach.partitions()];
    }

    /** Reads until the limit, a megabyte, or the end of the range. */
    Page read() {
        try (Cursor<byte[], byte[]> rows =
                view.range(reach.index() == null ? Rows.ITEMS : Rows.INDEXES, scope, reach.rows())) {
            while (rows.next()) {
                byte[] row = rows.rawValue();
                int size = Row.size(row);
                scanned++;
                bytes += size;
                int partition = partitions.length == 1 ? 0 : reach.partition(rows.rawKey());
                partitions[partition] += size;
                boolean full = scanned >= selection.limit() || bytes >= PAGE_BYTES;
                if (!full && selection.filter() == null && selection.countOnly()) {
                    count++;
                    continue;
                }
                Item entry = Row.item(keys, scope, row);
                select(entry);
                if (full) {
                    return page(partition, entry);
                }
            }
        }
        return page(reach.lastPartition(), null);
    }

    private void select(Item entry) {
        Item item = selection.fetch() ? fetch(entry) : entry;
        if (selection.filter() == null || selection.filter().test(item)) {
            count++;
            if (!selection.countOnly()) {
                items.add(
                        selection.projection() == null
                                ? item
                                : selection.projection().apply(item));
            }
        }
    }

    private Item fetch(Item entry) {
        byte[] whole = view.get(Rows.ITEMS, scope, RowKey.ofItem(reach.table(), entry));
        if (whole == null) {
            throw new IllegalStateException("an index entry without its item");
        }
        fetched.add(Row.size(whole));
        return Row.item(keys, scope, whole);
    }

    private Page page(int lastPartition, @Nullable Item last) {
        List<Long> read = new ArrayList<>(partitions.length);
        for (int i = reach.firstPartition(); i <= lastPartition; i++) {
            read.add(partitions[i]);
        }
        return new Page(items, count, scanned, read, fetched, last);
    }
}

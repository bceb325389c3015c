package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class IndexWorkStoreTest {
    private static final String TABLE = "things";
    private static final int ITEMS = 12_000;
    private static final KeyAttribute PK = new KeyAttribute("pk", ValueType.S);
    private static final KeyAttribute X = new KeyAttribute("x", ValueType.N);
    private static final KeyShape KEYS = KeyShape.of(PK, null);

    @TempDir
    Path directory;

    private StateStore store;
    private Jobs jobs;
    private Catalog catalog;
    private ItemStore items;
    private IndexWork work;
    private SystemClock clock;
    private int scope;

    @BeforeEach
    void open() {
        clock = new SystemClock();
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        jobs = new Jobs(store, clock);
        scope = store.scope(new Scope("aws", "dynamodb", "000000000000", "us-east-1"));
        catalog = new Catalog(store, clock, new Errands());
        items = new ItemStore(store, catalog, Admission.UNLIMITED);
        work = new IndexWork(store, catalog, jobs);
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private void create() {
        TableInfo ignored = catalog.create(
                scope,
                TABLE,
                ids -> new TableInfo(
                        ids.getAsInt(),
                        TABLE,
                        "arn:aws:dynamodb:us-east-1:000000000000:table/things",
                        "id",
                        0,
                        1,
                        State.ACTIVE,
                        KEYS,
                        List.of(PK),
                        List.of(),
                        true,
                        0L,
                        Throughput.ON_DEMAND,
                        null,
                        WarmUnits.ON_DEMAND,
                        null,
                        false,
                        Map.of(),
                        Sections.NONE));
    }

    private void put(int key, int x) {
        Item item = Item.of(Map.of("pk", new Value.S("k" + key), "x", new Value.N(Integer.toString(x))));
        Decision put = new Decision.Put(item, ItemSize.of(item));
        Written ignored = catalog.on(
                scope, TABLE, table -> items.write(new Write(scope, table, item, found -> put, new Usage(TABLE))));
    }

    private void addIndex() {
        TableInfo ignored = catalog.change(scope, TABLE, (tx, table, ids) -> {
            Index index = Index.of(
                    ids.getAsInt(),
                    "by-x",
                    true,
                    Index.Phase.CREATING,
                    KEYS,
                    KeyShape.of(X, null),
                    "ALL",
                    List.of(),
                    Throughput.ON_DEMAND,
                    null,
                    WarmUnits.ON_DEMAND);
            work.schedule(tx, scope, TABLE, index, clock.instant());
            return table.change()
                    .indexes(List.of(index))
                    .attributes(List.of(PK, X))
                    .build();
        });
    }

    private Index index() {
        TableInfo table = catalog.find(scope, TABLE);
        assertThat(table).isNotNull();
        return table.indexes().get(0);
    }

    private List<Item> entries() {
        return store.read(view -> {
            List<Item> entries = new ArrayList<>();
            try (Cursor<byte[], byte[]> rows =
                    view.range(Rows.INDEXES, scope, KeyRange.prefix(RowKey.ofId(index().id())))) {
                while (rows.next()) {
                    entries.add(Row.item(catalog.keys(), scope, rows.rawValue()));
                }
            }
            return entries;
        });
    }

    @Test
    void goesOnAfterARestartWhereItWasStopped() {
        create();
        for (int i = 0; i < ITEMS; i++) {
            put(i, i % 7);
        }
        addIndex();
        jobs.start();
        while (entries().size() < 300) {
            Thread.onSpinWait();
        }
        close();

        open();
        int before = entries().size();
        assertThat(index().phase()).isEqualTo(Index.Phase.BACKFILLING);
        assertThat(before).isBetween(300, ITEMS - 1);
        for (int i = 0; i < ITEMS; i += 100) {
            put(i, 9);
        }
        jobs.runDue();

        assertThat(index().phase()).isEqualTo(Index.Phase.ACTIVE);
        List<Item> entries = entries();
        assertThat(entries).hasSize(ITEMS);
        for (Item entry : entries) {
            int key = Integer.parseInt(((Value.S) entry.get("pk")).value().substring(1));
            assertThat(entry.get("x")).isEqualTo(new Value.N(Integer.toString(key % 100 == 0 ? 9 : key % 7)));
        }
    }
}

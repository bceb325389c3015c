package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ItemStoreTest {
    private static final String TABLE = "things";
    private static final KeyShape KEYS =
            KeyShape.of(new KeyAttribute("pk", ValueType.S), new KeyAttribute("sk", ValueType.S));

    private StateStore store;
    private int scope;
    private Catalog catalog;
    private ItemStore items;
    private TableInfo table;

    @BeforeEach
    void open() {
        SystemClock clock = new SystemClock();
        store = RocksStateStore.openTemporary(32L << 20, clock);
        scope = store.scope(new Scope("aws", "dynamodb", "000000000000", "us-east-1"));
        catalog = new Catalog(store, clock, new Errands());
        items = new ItemStore(store, catalog, Admission.UNLIMITED);
        table = catalog.create(scope, TABLE, ids -> {
            int id = ids.getAsInt();
            Index local = Index.of(
                    ids.getAsInt(),
                    "by-rank",
                    false,
                    Index.Phase.ACTIVE,
                    KEYS,
                    KeyShape.of(new KeyAttribute("pk", ValueType.S), new KeyAttribute("rank", ValueType.S)),
                    "KEYS_ONLY",
                    List.of(),
                    Throughput.ON_DEMAND,
                    null,
                    WarmUnits.NONE);
            return new TableInfo(
                    id,
                    TABLE,
                    "arn:aws:dynamodb:us-east-1:000000000000:table/things",
                    "id",
                    0,
                    1,
                    State.ACTIVE,
                    KEYS,
                    List.of(
                            new KeyAttribute("pk", ValueType.S),
                            new KeyAttribute("sk", ValueType.S),
                            new KeyAttribute("rank", ValueType.S)),
                    List.of(local),
                    true,
                    null,
                    Throughput.ON_DEMAND,
                    null,
                    WarmUnits.NONE,
                    null,
                    false,
                    Map.of(),
                    Sections.NONE);
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Item item(String pk, String sk, String... more) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("pk", new Value.S(pk));
        values.put("sk", new Value.S(sk));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], new Value.S(more[i + 1]));
        }
        return Item.of(values);
    }

    private Write put(Item item) {
        return write(item, new Decision.Put(item, ItemSize.of(item)));
    }

    private static Meter meter() {
        return new Meter(new Usage(TABLE), true);
    }

    private Read read(Write of) {
        return new Read(scope, table, of.key(), meter());
    }

    private Write write(Item item, Decision decision) {
        return new Write(scope, table, item, found -> decision, new Usage(TABLE));
    }

    @Test
    void refusesWritesAndReadsOfItemsInARunningTransaction() {
        Write busy = put(item("a", "1"));
        Write free = put(item("b", "1"));
        Transacted<Written> outcome = items.transact(List.of(busy), Locks.NONE, tx -> {
            assertThatThrownBy(() -> items.write(busy)).isInstanceOf(TransactionConflictException.class);
            assertConflicts(items.transact(List.of(free, busy), Locks.NONE, inner -> {}));
            assertConflicts(items.readTogether(List.of(read(free), read(busy))));
        });
        assertThat(outcome).isInstanceOf(Transacted.Done.class);
        assertThat(items.write(busy).before().exists()).isTrue();
        assertThat(items.get(scope, table, free.key(), meter()).exists()).isFalse();
    }

    private static void assertConflicts(Transacted<?> outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Transacted.Cancelled.class, cancelled -> {
            assertThat(cancelled.reasons().get(0)).isNull();
            assertThat(cancelled.reasons().get(1)).isInstanceOf(TransactionConflictException.class);
        });
    }

    @Test
    void answersNothingOfARowThatWasAltered() {
        Item item = item("a", "1", "v", "twelve");
        items.write(put(item));
        byte[] key = RowKey.ofItem(table, item);
        byte[] row = Objects.requireNonNull(store.read(view -> view.get(Rows.ITEMS, scope, key)));
        for (int i = 0; i < row.length; i++) {
            byte[] altered = row.clone();
            altered[i] ^= 1;
            replace(key, altered);

            assertThatThrownBy(() -> items.get(scope, table, item, meter()).item())
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> items.page(
                            scope, Reach.scan(table, null, 0, 1, 0), new Selection(10, null, null, false, false)))
                    .isInstanceOf(RuntimeException.class);
        }
        replace(key, row);
        assertThat(items.get(scope, table, item, meter()).item()).isEqualTo(item);
    }

    private void replace(byte[] key, byte[] row) {
        store.write(Locks.NONE, tx -> {
            tx.upsert(Rows.ITEMS, scope, key, row);
            return true;
        });
    }

    @Test
    void leavesItemsOfARunningTransactionOutOfABatch() {
        Write busy = put(item("a", "1"));
        Transacted<Written> outcome = items.transact(List.of(busy), Locks.NONE, tx -> assertThat(
                        items.writeAll(List.of(busy)).writes())
                .containsExactly(busy));
        assertThat(outcome).isInstanceOf(Transacted.Done.class);
        assertThat(items.writeAll(List.of(busy)).writes()).isEmpty();
    }

    @Test
    void knowsTheSizeOfACollectionToTheByte() {
        Item first = item("a", "1", "rank", "5", "v", "text");
        Item second = item("a", "2", "v", "more");
        Item other = item("b", "1");
        for (Item each : List.of(first, second, other)) {
            items.write(put(each));
        }
        int entry = ItemSize.of(item("a", "1", "rank", "5"));
        assertThat(items.collectionBytes(scope, table, first))
                .isEqualTo(ItemSize.of(first) + entry + ItemSize.of(second));
        Item changed = item("a", "1", "v", "x");
        items.write(put(changed));
        assertThat(items.collectionBytes(scope, table, first)).isEqualTo(ItemSize.of(changed) + ItemSize.of(second));
        items.write(write(first, Decision.Delete.DELETE));
        items.write(write(first, Decision.Delete.DELETE));
        items.write(write(second, Decision.Delete.DELETE));
        assertThat(items.collectionBytes(scope, table, first)).isZero();
        assertThat(items.collectionBytes(scope, table, other)).isEqualTo(ItemSize.of(other));
    }

    @Test
    void refusesWhatMakesACollectionLargerThanTenGigabytes() {
        Item there = item("a", "1", "v", "text");
        items.write(put(there));
        long room = ItemSize.of(item("a", "2"));
        store.write(Locks.NONE, tx -> {
            CollectionSizes.change(tx, scope, table, there, CollectionSizes.LIMIT - ItemSize.of(there) - room);
            return true;
        });
        assertThatThrownBy(() -> items.write(put(item("a", "22"))))
                .isInstanceOf(ItemCollectionSizeLimitExceededException.class);
        assertThat(items.transact(
                        List.of(put(item("b", "1")), put(item("a", "2")), put(item("a", "3"))), Locks.NONE, tx -> {}))
                .isInstanceOfSatisfying(Transacted.Cancelled.class, cancelled -> {
                    assertThat(cancelled.reasons()).hasSize(3);
                    assertThat(cancelled.reasons().get(1)).isNull();
                    assertThat(cancelled.reasons().get(2)).isInstanceOf(ItemCollectionSizeLimitExceededException.class);
                });
        assertThat(items.get(scope, table, item("b", "1"), meter()).exists()).isFalse();
        items.write(put(item("a", "2")));
        items.write(put(item("a", "1", "v", "tex")));
        items.write(put(item("a", "1", "v", "text")));
        assertThatThrownBy(() -> items.write(put(item("a", "1", "v", "texts"))))
                .isInstanceOf(ItemCollectionSizeLimitExceededException.class);
    }
}

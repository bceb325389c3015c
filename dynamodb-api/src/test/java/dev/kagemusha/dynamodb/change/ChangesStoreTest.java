package dev.kagemusha.dynamodb.change;

import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.dynamodb.table.Admission;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.Sections;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Settings;
import dev.kagemusha.state.ChangeLog;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ChangesStoreTest {
    private static final Scope SCOPE = new Scope("aws", "dynamodb", "000000000000", "us-east-1");
    private static final KeyAttribute KEY = new KeyAttribute("pk", ValueType.S);

    @TempDir
    Path directory;

    private final SystemClock clock = new SystemClock();
    private StateStore store;
    private Jobs jobs;
    private ChangeLog log;
    private Catalog catalog;
    private ItemStore items;
    private int scope;

    @BeforeEach
    void open() {
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        jobs = new Jobs(store, clock);
        log = new ChangeLog(store, clock);
        catalog = new Catalog(store, clock, new Errands());
        items = new ItemStore(store, catalog, Admission.UNLIMITED);
        Changes changes = new Changes(
                new Environment(
                        store, clock, log, jobs, new Errands(), new Metrics(store, clock, jobs), Settings.DEFAULTS),
                catalog);
        catalog.listen(changes);
        items.listen(changes);
        scope = store.scope(SCOPE);
        catalog.create(
                scope,
                "t",
                ids -> new TableInfo(
                        ids.getAsInt(),
                        "t",
                        "arn",
                        "uuid",
                        clock.millis(),
                        1,
                        State.ACTIVE,
                        KeyShape.of(KEY, null),
                        List.of(KEY),
                        List.of(),
                        true,
                        null,
                        Throughput.ON_DEMAND,
                        null,
                        WarmUnits.NONE,
                        null,
                        false,
                        Map.of(),
                        Sections.NONE));
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private TableInfo table() {
        TableInfo table = catalog.find(scope, "t");
        if (table == null) {
            throw new IllegalStateException();
        }
        return table;
    }

    private void follow(String name, Duration need) {
        catalog.change(scope, "t", (tx, table, ids) -> Followers.add(table, name, need));
    }

    private void leave(String name) {
        catalog.change(scope, "t", (tx, table, ids) -> Followers.remove(table, name));
    }

    private void write(String key, Decision decision) {
        catalog.on(
                scope,
                "t",
                table -> items.write(new Write(
                        scope,
                        table,
                        Item.of(Map.of("pk", new Value.S(key))),
                        found -> decision,
                        new Usage("t"),
                        Origin.TIME_TO_LIVE)));
    }

    private static Decision put(String key, String value) {
        Item item = Item.of(Map.of("pk", new Value.S(key), "v", new Value.S(value)));
        return new Decision.Put(item, ItemSize.of(item));
    }

    private List<ItemChange> changes() {
        return log.read(scope, table().id(), 0, Long.MAX_VALUE, 100, 1 << 20).entries().stream()
                .map(entry -> ItemChange.decode(entry.record(), catalog.keys(), scope))
                .toList();
    }

    @Test
    void logsNothingWhileNobodyFollows() {
        write("a", put("a", "1"));

        assertThat(changes()).isEmpty();
    }

    @Test
    void keepsBothImagesAndWhoDidIt() {
        follow("reader", Duration.ofHours(1));
        write("a", put("a", "1"));
        write("a", put("a", "2"));
        write("a", put("a", "2"));
        write("a", Decision.Delete.DELETE);

        List<ItemChange> changes = changes();
        assertThat(changes).hasSize(3);
        assertThat(changes.get(0).before()).isNull();
        assertThat(changes.get(1).before()).isEqualTo(changes.get(0).after());
        assertThat(changes.get(2).before()).isEqualTo(changes.get(1).after());
        assertThat(changes.get(2).after()).isNull();
        assertThat(changes.get(2).key(List.of(KEY)).attributes()).isEqualTo(Map.of("pk", new Value.S("a")));
        assertThat(changes).allMatch(change -> change.origin() == Origin.TIME_TO_LIVE);
    }

    @Test
    void keepsChangesForAsLongAsTheLongestReaderNeedsThem() {
        follow("reader", Duration.ofHours(24));
        follow("recovery", Duration.ofDays(35));
        write("a", put("a", "1"));
        jobs.advance(Duration.ofDays(34));
        assertThat(changes()).hasSize(1);
        write("a", put("a", "2"));
        leave("recovery");
        jobs.advance(Duration.ofHours(2));
        assertThat(changes()).hasSize(1);
        leave("reader");
        write("a", put("a", "3"));
        jobs.advance(Duration.ofHours(20));
        assertThat(changes()).hasSize(1);
        jobs.advance(Duration.ofHours(4));
        assertThat(changes()).isEmpty();
        follow("reader", Duration.ofHours(24));
        write("a", put("a", "4"));
        jobs.advance(Duration.ofHours(26));
        assertThat(changes()).isEmpty();
    }
}

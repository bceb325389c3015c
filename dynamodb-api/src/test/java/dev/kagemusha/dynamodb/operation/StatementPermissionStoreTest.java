package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.replica.Replication;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Settings;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class StatementPermissionStoreTest {
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/music";

    private final SystemClock clock = new SystemClock();
    private final StateStore store = RocksStateStore.openTemporary(16 << 20, clock);
    private final Jobs jobs = new Jobs(store, clock);
    private final Environment environment = new Environment(
            store,
            clock,
            new ChangeLog(store, clock),
            jobs,
            new Errands(),
            new Metrics(store, clock, jobs),
            Settings.DEFAULTS);
    private final Parts parts = Parts.over(environment);
    private final Replication replication =
            new Replication(environment, parts.catalog(), parts.items(), parts.indexWork());
    private final FixedCall user =
            new FixedCall(store, clock, new Caller.User("111122223333", "/", "ann", "AIDAEXAMPLE"));

    @BeforeEach
    void create() {
        new Tables(parts, replication, user)
                .createTable(CreateTableRequest.builder()
                        .tableName("music")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                        .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH))
                        .build());
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private Permission permission(String statement, @Nullable String enclosing) {
        Command command = Command.read(statement, List.of());
        return StatementPermission.of(parts, user, command, TableRef.of(user, command.table()), enclosing);
    }

    private void assertNeeds(String statement, String action, String resource, Map<String, List<String>> keys) {
        Permission permission = permission(statement, null);
        assertThat(permission.action()).isEqualTo(action);
        assertThat(permission.resource()).isEqualTo(resource);
        assertThat(permission.keys()).isEqualTo(keys);
    }

    @Test
    void selectsNeedTheirTableOrIndex() {
        assertNeeds(
                "SELECT title FROM music WHERE artist IN ['a', 'b'] AND year > 1",
                "dynamodb:PartiQLSelect",
                TABLE,
                Map.of(
                        "dynamodb:LeadingKeys", List.of("a", "b"),
                        "dynamodb:Attributes", List.of("artist", "title", "year"),
                        "dynamodb:Select", List.of("SPECIFIC_ATTRIBUTES"),
                        "dynamodb:FullTableScan", List.of("false")));
        assertNeeds(
                "SELECT * FROM music",
                "dynamodb:PartiQLSelect",
                TABLE,
                Map.of(
                        "dynamodb:Select", List.of("ALL_ATTRIBUTES"),
                        "dynamodb:FullTableScan", List.of("true")));
        assertThat(permission("SELECT * FROM \"music\".\"by-year\" WHERE \"year\" = 1", null)
                        .resource())
                .isEqualTo(TABLE + "/index/by-year");
    }

    @Test
    void writesNeedTheirTable() {
        assertNeeds(
                "INSERT INTO music VALUE {'artist': 'a', 'n': 1}",
                "dynamodb:PartiQLInsert",
                TABLE,
                Map.of("dynamodb:LeadingKeys", List.of("a"), "dynamodb:Attributes", List.of("artist", "n")));
        assertNeeds(
                "UPDATE music SET n = 1 REMOVE m.x WHERE artist = 'a' AND o = 2",
                "dynamodb:PartiQLUpdate",
                TABLE,
                Map.of("dynamodb:LeadingKeys", List.of("a"), "dynamodb:Attributes", List.of("artist", "m", "n", "o")));
        assertNeeds(
                "DELETE FROM music WHERE artist = 'a'",
                "dynamodb:PartiQLDelete",
                TABLE,
                Map.of("dynamodb:LeadingKeys", List.of("a"), "dynamodb:Attributes", List.of("artist")));
    }

    @Test
    void transactionsSayThatTheyAreThat() {
        assertThat(permission("EXISTS(SELECT * FROM music WHERE artist = 'a' AND n = 1)", "ExecuteTransaction")
                        .keys())
                .containsEntry("dynamodb:EnclosingOperation", List.of("ExecuteTransaction"))
                .containsEntry("dynamodb:LeadingKeys", List.of("a"));
    }

    @Test
    void tablesOfOtherAccountsAreNamedByTheirArn() {
        assertThat(permission("DELETE FROM \"arn:aws:dynamodb:us-east-1:999999999999:table/theirs\" WHERE a = 1", null)
                        .resource())
                .isEqualTo("arn:aws:dynamodb:us-east-1:999999999999:table/theirs");
    }
}

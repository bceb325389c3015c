package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class RecoveryConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private void turn(String table, boolean on) {
        client.updateContinuousBackups(
                r -> r.tableName(table).pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(on)));
    }

    private PointInTimeRecoveryDescription describe(String table) {
        return client.describeContinuousBackups(r -> r.tableName(table))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription();
    }

    private Instant now(String table) {
        return describe(table).latestRestorableDateTime();
    }

    @Test
    void restoresWhatTheTableWasAtAnyInstant() {
        Random random = new Random(Seed.next());
        Tables.create(client, "history");
        for (int i = 0; i < 60; i++) {
            Tables.put(client, "history", "k" + i, i);
        }
        turn("history", true);
        Map<String, Long> model = new HashMap<>(Tables.all(client, "history", false));
        List<Instant> instants = new ArrayList<>();
        List<Map<String, Long>> states = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            instants.add(now("history"));
            states.add(Map.copyOf(model));
            SERVER.advance(Duration.ofSeconds(1 + random.nextInt(40_000)));
            for (int i = 0; i < 20; i++) {
                String pk = "k" + random.nextInt(100);
                if (random.nextInt(3) == 0) {
                    Tables.delete(client, "history", pk);
                    model.remove(pk);
                } else {
                    long v = random.nextInt(1000);
                    Tables.put(client, "history", pk, v);
                    model.put(pk, v);
                }
            }
        }
        for (int i = 0; i < 6; i++) {
            int at = random.nextInt(instants.size());
            String name = "history-" + i;
            client.restoreTableToPointInTime(
                    r -> r.sourceTableName("history").targetTableName(name).restoreDateTime(instants.get(at)));
            Tables.settle(SERVER);
            assertThat(Tables.all(client, name, false)).isEqualTo(states.get(at));
            assertThat(Tables.all(client, name, true)).isEqualTo(states.get(at));
            assertThat(client.describeTable(r -> r.tableName(name)).table().itemCount())
                    .isEqualTo(states.get(at).size());
        }
        client.restoreTableToPointInTime(r ->
                r.sourceTableName("history").targetTableName("history-latest").useLatestRestorableTime(true));
        Tables.settle(SERVER);
        assertThat(Tables.all(client, "history-latest", false)).isEqualTo(model);
    }

    @Test
    void goesBackNoFurtherThanItsPeriod() {
        Tables.create(client, "period");
        assertThat(describe("period").pointInTimeRecoveryStatus()).isEqualTo(PointInTimeRecoveryStatus.DISABLED);
        assertRefused(
                () -> client.restoreTableToPointInTime(r ->
                        r.sourceTableName("period").targetTableName("nothing").useLatestRestorableTime(true)),
                "PointInTimeRecoveryUnavailableException",
                400,
                "Point in time recovery is not enabled for table 'period'");
        client.updateContinuousBackups(
                r -> r.tableName("period").pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)
                        .recoveryPeriodInDays(7)));
        Instant began = describe("period").earliestRestorableDateTime();
        SERVER.advance(Duration.ofDays(6));
        assertThat(describe("period").earliestRestorableDateTime()).isEqualTo(began);
        SERVER.advance(Duration.ofDays(3));
        PointInTimeRecoveryDescription later = describe("period");
        assertThat(later.recoveryPeriodInDays()).isEqualTo(7);
        assertThat(Duration.between(later.earliestRestorableDateTime(), later.latestRestorableDateTime()))
                .isEqualTo(Duration.ofDays(7));

        assertRefused(
                () -> client.restoreTableToPointInTime(r ->
                        r.sourceTableName("period").targetTableName("nothing").restoreDateTime(began)),
                "InvalidRestoreTimeException",
                400,
                "RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.");
    }

    @Test
    void knowsNoTableThatIsNotThere() {
        assertRefused(
                () -> client.describeContinuousBackups(r -> r.tableName("absent")),
                "TableNotFoundException",
                400,
                "Table not found: absent");
    }
}

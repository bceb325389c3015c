package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BackupDescription;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class BackupsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private String backUp(String table, String name) {
        return client.createBackup(r -> r.tableName(table).backupName(name))
                .backupDetails()
                .backupArn();
    }

    private BackupDescription describe(String arn) {
        return client.describeBackup(r -> r.backupArn(arn)).backupDescription();
    }

    @Test
    void keepsTheItemsOfItsMomentWhateverHappensToTheTable() {
        Tables.create(client, "kept");
        for (int i = 0; i < 1000; i++) {
            Tables.put(client, "kept", "k" + i, i);
        }
        Map<String, Long> before = Tables.all(client, "kept", false);

        String arn = backUp("kept", "monday");
        Tables.put(client, "kept", "k1", 5000);
        Tables.delete(client, "kept", "k2");
        Tables.put(client, "kept", "new", 1);
        Tables.settle(SERVER);
        client.deleteTable(r -> r.tableName("kept"));

        BackupDescription backup = describe(arn);
        assertThat(arn).matches("arn:aws:dynamodb:us-east-1:000000000000:table/kept/backup/\\d{14}-[0-9a-f]{8}");
        assertThat(backup.backupDetails().backupStatus()).isEqualTo(BackupStatus.AVAILABLE);
        assertThat(backup.backupDetails().backupSizeBytes()).isPositive();
        assertThat(backup.sourceTableDetails().itemCount()).isEqualTo(1000);
        assertThat(backup.sourceTableDetails().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(backup.sourceTableFeatureDetails().globalSecondaryIndexes())
                .extracting("indexName")
                .containsExactly("by-v");

        TableDescription restoring = client.restoreTableFromBackup(
                        r -> r.backupArn(arn).targetTableName("kept-again"))
                .tableDescription();
        assertThat(restoring.tableStatus()).isEqualTo(TableStatus.CREATING);
        assertThat(restoring.restoreSummary().restoreInProgress()).isTrue();
        assertThat(restoring.restoreSummary().sourceBackupArn()).isEqualTo(arn);
        Tables.settle(SERVER);

        TableDescription restored =
                client.describeTable(r -> r.tableName("kept-again")).table();
        assertThat(restored.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(restored.restoreSummary().restoreInProgress()).isFalse();
        assertThat(restored.itemCount()).isEqualTo(1000);
        assertThat(Tables.all(client, "kept-again", false)).isEqualTo(before);
        assertThat(Tables.all(client, "kept-again", true)).isEqualTo(before);
    }

    @Test
    void givesAConsistentCutOfConcurrentTransfers() throws Exception {
        Tables.create(client, "accounts");
        int accounts = 600;
        for (int i = 0; i < accounts; i++) {
            Tables.put(client, "accounts", "a" + i, 100);
        }
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> movers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            movers.add(Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    int from = ThreadLocalRandom.current().nextInt(accounts);
                    int to = (from + 1 + ThreadLocalRandom.current().nextInt(accounts - 1)) % accounts;
                    try {
                        client.transactWriteItems(r -> r.transactItems(add("a" + from, -1), add("a" + to, 1)));
                    } catch (TransactionCanceledException conflict) {
                        continue;
                    }
                }
            }));
        }
        List<String> backups = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String arn = backUp("accounts", "moving-" + i);
            backups.add(arn);
            while (describe(arn).backupDetails().backupStatus() == BackupStatus.CREATING) {
                Thread.onSpinWait();
            }
        }
        over.set(true);
        for (Thread mover : movers) {
            mover.join();
        }
        for (int i = 0; i < backups.size(); i++) {
            String arn = backups.get(i);
            String name = "cut-" + i;
            client.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName(name));
            Tables.settle(SERVER);
            Map<String, Long> all = Tables.all(client, name, false);
            assertThat(all).hasSize(accounts);
            assertThat(all.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(100L * accounts);
        }
    }

    private static TransactWriteItem add(String pk, int amount) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName("accounts")
                        .key(Map.of("pk", AttributeValue.fromS(pk)))
                        .updateExpression("ADD v :amount")
                        .expressionAttributeValues(Map.of(":amount", AttributeValue.fromN(Integer.toString(amount))))
                        .build())
                .build();
    }

    @Test
    void restoresWithOtherBillingAndFewerIndexes() {
        Tables.create(client, "plain");
        Tables.put(client, "plain", "a", 1);
        String arn = backUp("plain", "overridden");
        Tables.settle(SERVER);

        client.restoreTableFromBackup(r -> r.backupArn(arn)
                .targetTableName("provisioned")
                .billingModeOverride(BillingMode.PROVISIONED)
                .provisionedThroughputOverride(ProvisionedThroughput.builder()
                        .readCapacityUnits(3L)
                        .writeCapacityUnits(4L)
                        .build())
                .globalSecondaryIndexOverride(List.of()));
        Tables.settle(SERVER);

        TableDescription table =
                client.describeTable(r -> r.tableName("provisioned")).table();
        assertThat(table.provisionedThroughput().writeCapacityUnits()).isEqualTo(4);
        assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PROVISIONED);
        assertThat(table.hasGlobalSecondaryIndexes()).isFalse();
        assertThat(table.attributeDefinitions()).extracting("attributeName").containsExactly("pk");
        assertRefused(
                () -> client.restoreTableFromBackup(r -> r.backupArn(arn)
                        .targetTableName("other")
                        .globalSecondaryIndexOverride(
                                Tables.BY_V.toBuilder().indexName("by-x").build())),
                "ValidationException",
                400,
                "One or more parameter values were invalid: The indexes provided for restore must match indexes of the"
                        + " source table. Index: by-x");
        assertRefused(
                () -> client.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName("plain")),
                "TableAlreadyExistsException",
                400,
                "Table already exists: plain");
    }

    @Test
    void listsByTableTypeAndTimeInPages() {
        Tables.create(client, "listed");
        Tables.create(client, "listed-too");
        List<String> arns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            arns.add(backUp("listed", "same-name"));
            SERVER.advance(Duration.ofMinutes(1));
        }
        backUp("listed-too", "other");

        assertThat(client.listBackups(r -> r.tableName("listed")).backupSummaries())
                .extracting(BackupSummary::backupArn)
                .isEqualTo(arns);
        var first = client.listBackups(r -> r.tableName("listed").limit(2));
        assertThat(first.lastEvaluatedBackupArn()).isEqualTo(arns.get(1));
        assertThat(client.listBackups(
                                r -> r.tableName("listed").exclusiveStartBackupArn(first.lastEvaluatedBackupArn()))
                        .backupSummaries())
                .extracting(BackupSummary::backupArn)
                .containsExactly(arns.get(2));
        var second = first.backupSummaries().get(1).backupCreationDateTime();
        assertThat(client.listBackups(r -> r.tableName("listed").timeRangeUpperBound(second))
                        .backupSummaries())
                .hasSize(1);
        assertThat(client.listBackups(r -> r.tableName("listed").timeRangeLowerBound(second))
                        .backupSummaries())
                .hasSize(2);
        assertThat(client.listBackups(r -> r.tableName("listed").backupType(BackupTypeFilter.SYSTEM))
                        .backupSummaries())
                .isEmpty();
    }

    @Test
    void deletesABackupOnce() {
        Tables.create(client, "short");
        String arn = backUp("short", "gone");
        Tables.settle(SERVER);

        assertThat(client.deleteBackup(r -> r.backupArn(arn))
                        .backupDescription()
                        .backupDetails()
                        .backupStatus())
                .isEqualTo(BackupStatus.DELETED);
        assertRefused(
                () -> client.deleteBackup(r -> r.backupArn(arn)),
                "BackupNotFoundException",
                400,
                "Backup not found: " + arn);
        assertRefused(
                () -> client.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName("nothing")),
                "BackupNotFoundException",
                400,
                "Backup not found: " + arn);
        assertRefused(
                () -> client.createBackup(r -> r.tableName("absent").backupName("none")),
                "TableNotFoundException",
                400,
                "Table not found: absent");
    }

    @Test
    void leavesASystemBackupOfADeletedTableThatCouldBeRecovered() {
        Tables.create(client, "dropped");
        client.updateContinuousBackups(
                r -> r.tableName("dropped").pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
        Tables.put(client, "dropped", "a", 1);
        client.deleteTable(r -> r.tableName("dropped"));
        Tables.create(client, "dropped");

        BackupSummary backup = client.listBackups(r -> r.tableName("dropped").backupType(BackupTypeFilter.SYSTEM))
                .backupSummaries()
                .getFirst();
        assertThat(backup.backupType()).isEqualTo(BackupType.SYSTEM);
        assertThat(backup.backupName()).isEqualTo("dropped$DeletedTableBackup");
        assertThat(backup.backupExpiryDateTime())
                .isEqualTo(backup.backupCreationDateTime().plus(Duration.ofDays(35)));
        client.restoreTableFromBackup(r -> r.backupArn(backup.backupArn()).targetTableName("brought-back"));
        Tables.settle(SERVER);
        assertThat(Tables.all(client, "brought-back", true)).containsExactly(Map.entry("a", 1L));
        assertThat(Tables.all(client, "dropped", false)).isEmpty();

        SERVER.advance(Duration.ofDays(35));
        assertRefused(
                () -> describe(backup.backupArn()),
                "BackupNotFoundException",
                400,
                "Backup not found: " + backup.backupArn());
    }
}

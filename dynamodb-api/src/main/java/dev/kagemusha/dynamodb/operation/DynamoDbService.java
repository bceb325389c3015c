package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.dynamodb.autoscaling.Scaler;
import dev.kagemusha.dynamodb.backup.BackupActions;
import dev.kagemusha.dynamodb.backup.BackupParts;
import dev.kagemusha.dynamodb.backup.Backups;
import dev.kagemusha.dynamodb.backup.Recovery;
import dev.kagemusha.dynamodb.change.Changes;
import dev.kagemusha.dynamodb.kinesis.KinesisDestinations;
import dev.kagemusha.dynamodb.metric.AccountMetrics;
import dev.kagemusha.dynamodb.metric.CallMetrics;
import dev.kagemusha.dynamodb.metric.ProvisionedMetrics;
import dev.kagemusha.dynamodb.movement.Exports;
import dev.kagemusha.dynamodb.movement.Imports;
import dev.kagemusha.dynamodb.movement.MovementActions;
import dev.kagemusha.dynamodb.movement.MovementParts;
import dev.kagemusha.dynamodb.partiql.PageTokens;
import dev.kagemusha.dynamodb.replica.GlobalTableSettings;
import dev.kagemusha.dynamodb.replica.GlobalTables;
import dev.kagemusha.dynamodb.replica.ReplicaActions;
import dev.kagemusha.dynamodb.replica.ReplicaScaling;
import dev.kagemusha.dynamodb.replica.Replication;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.settings.AttachedPolicies;
import dev.kagemusha.dynamodb.settings.Insights;
import dev.kagemusha.dynamodb.settings.Policies;
import dev.kagemusha.dynamodb.settings.Quotas;
import dev.kagemusha.dynamodb.settings.Tags;
import dev.kagemusha.dynamodb.stream.StreamKeeper;
import dev.kagemusha.dynamodb.throttle.CapacityReport;
import dev.kagemusha.dynamodb.transaction.Transactions;
import dev.kagemusha.dynamodb.transaction.Transactor;
import dev.kagemusha.dynamodb.ttl.Expiry;
import dev.kagemusha.dynamodb.ttl.TimesToLive;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Endpoint;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.ServiceFlag;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/** DynamoDB, put together: its chapters over one catalog, one store of items and one parser. */
public final class DynamoDbService implements Service {
    private static final int BODY_LIMIT = 16 * 1024 * 1024;
    private static final int HEAD_LIMIT = 16 << 10;
    private static final int COMPRESSES_FROM = 4096;

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public List<ServiceFlag> flags() {
        return List.of(
                new ServiceFlag(
                        "dynamodb-table-delay",
                        "DURATION",
                        "PT0S",
                        "how long tables stay CREATING, UPDATING or DELETING, in emulated time",
                        DynamoDbService::checkDelay),
                new ServiceFlag(
                        "dynamodb-throttling",
                        "WHETHER",
                        "on",
                        "on refuses what exceeds a table's throughput; off lets all of it in",
                        DynamoDbService::checkOnOrOff));
    }

    private static void checkDelay(String value) {
        try {
            if (Duration.parse(value).isNegative()) {
                throw new IllegalArgumentException("a duration such as PT5S");
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a duration such as PT5S", e);
        }
    }

    private static void checkOnOrOff(String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException("on or off");
        }
    }

    @Override
    public Definition define(Environment environment) {
        Parts parts = Parts.over(environment);
        listen(environment, parts);
        Scaler.start(environment, parts.catalog());
        Transactor transactor = new Transactor(parts, environment);
        PageTokens tokens = new PageTokens(environment.store().derivedKey("dynamodb.next-token"));
        BackupParts backups = BackupParts.over(
                environment,
                parts.catalog(),
                parts.items(),
                (scope, table) -> new Descriptions(parts.catalog(), scope, environment.clock()).of(table),
                parts.tableDelay());
        Replication replication = new Replication(environment, parts.catalog(), parts.items(), parts.indexWork());
        parts.catalog().listen(replication);
        parts.items().listen(replication);
        MovementParts movement = MovementParts.over(environment, parts.catalog(), parts.items(), request -> {
            TableDesign design = new TableDesign(request);
            return design::table;
        });
        return Definition.of("dynamodb", DynamoDbClient.class)
                .protocols(Protocols.awsJson10())
                .signing(SigningProfile.of(ErrorFamily.JSON, "dynamodb"))
                .endpoint(new Endpoint("Server", COMPRESSES_FROM, true))
                .observer(new CallMetrics(environment.metrics()))
                .bodyLimit(BODY_LIMIT)
                .headLimit(HEAD_LIMIT)
                .brief("GetItem", "PutItem", "UpdateItem", "DeleteItem")
                .chapter(Tables.class, call -> new Tables(parts, replication, call))
                .chapter(Items.class, call -> new Items(parts, call))
                .chapter(Queries.class, call -> new Queries(parts, call))
                .chapter(Batches.class, call -> new Batches(parts, call))
                .chapter(TimesToLive.class, call -> new TimesToLive(parts, call))
                .chapter(KinesisDestinations.class, call -> new KinesisDestinations(parts, call))
                .chapter(Transactions.class, call -> new Transactions(parts, transactor, call))
                .chapter(Statements.class, call -> new Statements(parts, tokens, call))
                .chapter(StatementTransactions.class, call -> new StatementTransactions(parts, transactor, call))
                .chapter(Backups.class, call -> new Backups(backups, call))
                .chapter(Recovery.class, call -> new Recovery(backups, call))
                .chapter(GlobalTables.class, call -> new GlobalTables(parts.catalog(), replication, call))
                .chapter(
                        GlobalTableSettings.class,
                        call -> new GlobalTableSettings(parts.catalog(), replication, parts.tableDelay(), call))
                .chapter(ReplicaScaling.class, call -> new ReplicaScaling(parts.catalog(), replication, call))
                .chapter(Exports.class, call -> new Exports(movement, call))
                .chapter(Imports.class, call -> new Imports(movement, call))
                .chapter(Tags.class, call -> new Tags(parts, call))
                .chapter(Policies.class, call -> new Policies(parts, call))
                .chapter(Insights.class, call -> new Insights(parts, call))
                .report("capacity", CapacityReport.of(parts.admission()))
                .resourcePolicies(AttachedPolicies.of(parts.catalog()))
                .actions(ReplicaActions.add(MovementActions.add(BackupActions.add(Actions.table(parts)))));
    }

    /** What follows the changes of tables and items, in their commits. */
    private static void listen(Environment environment, Parts parts) {
        Changes changes = new Changes(environment, parts.catalog());
        Expiry expiry = new Expiry(environment, parts.catalog(), parts.items());
        parts.catalog().listen(new Quotas(parts.catalog()));
        parts.catalog().listen(new ProvisionedMetrics(environment.metrics(), environment.store()));
        parts.catalog().listen(new AccountMetrics(environment.metrics(), environment.store(), parts.catalog()));
        parts.catalog().listen(changes);
        parts.catalog().listen(new StreamKeeper(environment));
        parts.catalog().listen(expiry);
        parts.items().listen(changes);
        parts.items().listen(expiry);
    }
}

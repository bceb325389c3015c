package dev.kagemusha.dynamodb.kinesis;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ApproximateCreationDateTimePrecision;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KinesisDataStreamDestination;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.List;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class KinesisDestinationsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
    private static final String OTHER = "arn:aws:kinesis:us-east-1:000000000000:stream/others";
    private static final String WRONG_STATE = "Table is not in a valid state to enable Kinesis Streaming Destination: ";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private void create(String name) {
        client.createTable(r -> r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S)));
    }

    private DestinationStatus enable(String table, String stream) {
        return client.enableKinesisStreamingDestination(r -> r.tableName(table).streamArn(stream))
                .destinationStatus();
    }

    private DestinationStatus update(String table, ApproximateCreationDateTimePrecision precision) {
        return client.updateKinesisStreamingDestination(r -> r.tableName(table)
                        .streamArn(STREAM)
                        .updateKinesisStreamingConfiguration(c -> c.approximateCreationDateTimePrecision(precision)))
                .destinationStatus();
    }

    private List<KinesisDataStreamDestination> describe(String table) {
        return client.describeKinesisStreamingDestination(r -> r.tableName(table))
                .kinesisDataStreamDestinations();
    }

    @Test
    void keepsTheDestinationOfATable() {
        create("kept");

        assertThat(describe("kept")).isEmpty();
        assertThat(enable("kept", STREAM)).isEqualTo(DestinationStatus.ENABLING);
        KinesisDataStreamDestination active = describe("kept").getFirst();
        assertThat(active.streamArn()).isEqualTo(STREAM);
        assertThat(active.destinationStatus()).isEqualTo(DestinationStatus.ACTIVE);
        assertThat(active.approximateCreationDateTimePrecision()).isNull();
        assertThat(update("kept", ApproximateCreationDateTimePrecision.MICROSECOND))
                .isEqualTo(DestinationStatus.UPDATING);
        assertThat(describe("kept").getFirst().approximateCreationDateTimePrecision())
                .isEqualTo(ApproximateCreationDateTimePrecision.MICROSECOND);
        assertThat(client.disableKinesisStreamingDestination(
                                r -> r.tableName("kept").streamArn(STREAM))
                        .destinationStatus())
                .isEqualTo(DestinationStatus.DISABLING);
        assertThat(describe("kept").getFirst().destinationStatus()).isEqualTo(DestinationStatus.DISABLED);
        assertThat(enable("kept", OTHER)).isEqualTo(DestinationStatus.ENABLING);
        assertThat(describe("kept"))
                .extracting(KinesisDataStreamDestination::streamArn)
                .containsExactly(OTHER, STREAM);
    }

    @Test
    void refusesWhatDoesNotFitTheState() {
        create("refused");
        assertRefused(
                () -> client.disableKinesisStreamingDestination(
                        r -> r.tableName("refused").streamArn(STREAM)),
                "ValidationException",
                400,
                WRONG_STATE + "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
        assertRefused(
                () -> update("refused", ApproximateCreationDateTimePrecision.MICROSECOND),
                "ValidationException",
                400,
                WRONG_STATE + "No streaming destination with streamArn: " + STREAM
                        + " found for table with tableName: refused");
        enable("refused", STREAM);
        assertRefused(
                () -> enable("refused", OTHER),
                "ValidationException",
                400,
                WRONG_STATE
                        + "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE"
                        + " operation.");
        String id = client.describeTable(r -> r.tableName("refused")).table().tableId();
        assertRefused(
                () -> update("refused", ApproximateCreationDateTimePrecision.MILLISECOND),
                "ValidationException",
                400,
                "Invalid Request: Precision is already set to the desired value of MILLISECOND for tableId: " + id
                        + ", kdsArn: " + STREAM);
        assertRefused(
                () -> client.updateKinesisStreamingDestination(
                        r -> r.tableName("refused").streamArn(STREAM)),
                "ValidationException",
                400,
                "Streaming destination cannot be updated with given parameters:"
                        + " UpdateKinesisStreamingConfiguration cannot be null or contain only null values");
        assertRefused(
                () -> enable("refused", "arn:aws:dynamodb:us-east-1:000000000000:table/refused"),
                "ValidationException",
                400,
                "One or more parameter values were invalid: StreamArn is not that of a Kinesis data stream in the"
                        + " table's region");
        assertRefused(
                () -> describe("no-such-table"),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Table: no-such-table not found");
    }
}

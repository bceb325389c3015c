package dev.kagemusha.dynamodb.kinesis;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;
import software.amazon.awssdk.services.dynamodb.model.DisableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.DisableKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.KinesisDataStreamDestination;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingDestinationResponse;

import java.util.ArrayList;
import java.util.List;

/**
 * Names the Kinesis stream that a table's changes go to. A change answers the state on the way, the next description the one
 * that is reached.
 */
public final class KinesisDestinations implements DynamoDbClient {
    private final Parts parts;
    private final Call call;

    public KinesisDestinations(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public EnableKinesisStreamingDestinationResponse enableKinesisStreamingDestination(
            EnableKinesisStreamingDestinationRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        checkStream(request.streamArn());
        String precision = request.enableKinesisStreamingConfiguration() == null
                ? null
                : request.enableKinesisStreamingConfiguration().approximateCreationDateTimePrecisionAsString();
        TableInfo table = change(
                ref,
                (tx, found, ids) -> Destinations.enable(
                        found, request.streamArn(), precision, call.clock().millis()));
        return EnableKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.ENABLING)
                .enableKinesisStreamingConfiguration(request.enableKinesisStreamingConfiguration())
                .build();
    }

    @Override
    public DisableKinesisStreamingDestinationResponse disableKinesisStreamingDestination(
            DisableKinesisStreamingDestinationRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = change(ref, (tx, found, ids) -> Destinations.disable(found, request.streamArn()));
        return DisableKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.DISABLING)
                .enableKinesisStreamingConfiguration(request.enableKinesisStreamingConfiguration())
                .build();
    }

    @Override
    public UpdateKinesisStreamingDestinationResponse updateKinesisStreamingDestination(
            UpdateKinesisStreamingDestinationRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        String precision = request.updateKinesisStreamingConfiguration() == null
                ? null
                : request.updateKinesisStreamingConfiguration().approximateCreationDateTimePrecisionAsString();
        TableInfo table = change(ref, (tx, found, ids) -> Destinations.update(found, request.streamArn(), precision));
        return UpdateKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.UPDATING)
                .updateKinesisStreamingConfiguration(request.updateKinesisStreamingConfiguration())
                .build();
    }

    @Override
    public DescribeKinesisStreamingDestinationResponse describeKinesisStreamingDestination(
            DescribeKinesisStreamingDestinationRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        List<KinesisDataStreamDestination> destinations = new ArrayList<>();
        for (Destinations.Destination each : Destinations.of(table)) {
            destinations.add(KinesisDataStreamDestination.builder()
                    .streamArn(each.streamArn())
                    .destinationStatus(each.active() ? DestinationStatus.ACTIVE : DestinationStatus.DISABLED)
                    .approximateCreationDateTimePrecision(each.precision())
                    .build());
        }
        return DescribeKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .kinesisDataStreamDestinations(destinations)
                .build();
    }

    private TableInfo change(TableRef ref, Catalog.Change change) {
        return parts.catalog().change(ref.scope(), ref.name(), change);
    }

    private void checkStream(@Nullable String arn) {
        String prefix = "arn:" + call.partition() + ":kinesis:" + call.region() + ":";
        if (arn == null || !arn.startsWith(prefix) || arn.indexOf(":stream/") != prefix.length() + 12) {
            throw DynamoDbErrors.invalidParameter(
                    "StreamArn is not that of a Kinesis data stream in the table's region");
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

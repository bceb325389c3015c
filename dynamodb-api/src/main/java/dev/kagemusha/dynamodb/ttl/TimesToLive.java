package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Enables, disables and describes expiry. It takes effect at once, as it does on AWS, where the states between are never seen. */
public final class TimesToLive implements DynamoDbClient {
    private final Parts parts;
    private final Call call;

    public TimesToLive(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo ignored = parts.catalog()
                .change(
                        ref.scope(),
                        ref.name(),
                        (tx, table, ids) -> TimeToLive.update(
                                table,
                                request.timeToLiveSpecification(),
                                call.clock().millis()));
        return UpdateTimeToLiveResponse.builder()
                .timeToLiveSpecification(request.timeToLiveSpecification())
                .build();
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        TimeToLive ttl = TimeToLive.of(table);
        TimeToLiveDescription.Builder answer = TimeToLiveDescription.builder()
                .timeToLiveStatus(ttl == null ? TimeToLiveStatus.DISABLED : TimeToLiveStatus.ENABLED);
        if (ttl != null) {
            answer.attributeName(ttl.attribute());
        }
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(answer.build())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.settings.AttachedPolicies;
import dev.kagemusha.dynamodb.stream.ShardIterators;
import dev.kagemusha.dynamodb.stream.Streams;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Endpoint;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** DynamoDB Streams: a service of its own on the wire, signed as DynamoDB, and a view of DynamoDB's state. */
public final class DynamoDbStreamsService implements Service {
    private static final int COMPRESSES_FROM = 4096;

    @Override
    public String name() {
        return "dynamodbstreams";
    }

    @Override
    public Definition define(Environment environment) {
        ShardIterators iterators = new ShardIterators(environment.store().derivedKey("dynamodb shard iterators"));
        TableKeys keys = new TableKeys(environment.store(), environment.clock(), environment.errands());
        return Definition.of("dynamodbstreams", DynamoDbStreamsClient.class)
                .protocols(Protocols.awsJson10())
                .signing(SigningProfile.of(ErrorFamily.JSON, "dynamodb"))
                .endpoint(new Endpoint("Server", COMPRESSES_FROM, true))
                .chapter(Streams.class, call -> new Streams(environment, keys, iterators, call))
                .actions(actions())
                .resourcePolicies(AttachedPolicies.of(environment.store()));
    }

    /** Source: "Actions, resources, and condition keys for Amazon DynamoDB" in the service authorization reference. */
    private static ActionTable actions() {
        return new ActionTable()
                .on(
                        ListStreamsRequest.class,
                        (request, call) -> Permission.of("dynamodb:ListStreams", anyStream(call, request.tableName())))
                .on(
                        DescribeStreamRequest.class,
                        (request, call) -> Permission.of("dynamodb:DescribeStream", request.streamArn()))
                .on(
                        GetShardIteratorRequest.class,
                        (request, call) -> Permission.of("dynamodb:GetShardIterator", request.streamArn()))
                .on(
                        GetRecordsRequest.class,
                        (request, call) -> Permission.of(
                                "dynamodb:GetRecords", ShardIterators.streamArn(request.shardIterator())));
    }

    private static String anyStream(Call call, @Nullable String table) {
        return "arn:" + call.partition() + ":dynamodb:" + call.region() + ":" + call.account() + ":table/"
                + (table == null ? "*" : table) + "/stream/*";
    }
}

package dev.kagemusha.dynamodb.stream;

import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.util.ArrayList;
import java.util.List;

/** Reads whole streams as a client does, shard by shard. */
final class Reader {
    private final DynamoDbStreamsClient client;

    Reader(DynamoDbStreamsClient client) {
        this.client = client;
    }

    List<Shard> shards(String arn) {
        return client.describeStream(r -> r.streamArn(arn)).streamDescription().shards();
    }

    String iterator(String arn, String shardId, ShardIteratorType type) {
        return client.getShardIterator(r -> r.streamArn(arn).shardId(shardId).shardIteratorType(type))
                .shardIterator();
    }

    /** All records there are now, in the order of the shards. */
    List<Record> all(String arn) {
        List<Record> all = new ArrayList<>();
        for (Shard shard : shards(arn)) {
            all.addAll(all(arn, shard.shardId()));
        }
        return all;
    }

    List<Record> all(String arn, String shardId) {
        List<Record> all = new ArrayList<>();
        String iterator = iterator(arn, shardId, ShardIteratorType.TRIM_HORIZON);
        while (iterator != null) {
            String at = iterator;
            GetRecordsResponse page = client.getRecords(r -> r.shardIterator(at));
            all.addAll(page.records());
            iterator = page.records().isEmpty() ? null : page.nextShardIterator();
        }
        return all;
    }
}

package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.change.ItemChange;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.stream.ShardIterators.Place;
import dev.kagemusha.dynamodb.stream.Shards.Shard;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The operations of DynamoDB Streams. */
public final class Streams implements DynamoDbStreamsClient {
    private static final int MOST_LISTED = 100;
    private static final int MOST_RECORDS = 1_000;
    private static final long MOST_BYTES = 1 << 20;
    /** What one call reads of the log at most: images that a stream does not show are read nevertheless. */
    private static final long MOST_READ = 16L << 20;

    private static final long ITERATOR_LIFE = Duration.ofMinutes(15).toMillis();
    private static final int SHORTEST_SHARD_ID = 28;
    private static final int LONGEST_SHARD_ID = 65;

    private final StateStore store;
    private final ChangeLog log;
    private final TableKeys keys;
    private final ShardIterators iterators;
    private final Call call;

    /** For one call. */
    public Streams(Environment environment, TableKeys keys, ShardIterators iterators, Call call) {
        this.store = environment.store();
        this.log = environment.changes();
        this.keys = keys;
        this.iterators = iterators;
        this.call = call;
    }

    @Override
    public ListStreamsResponse listStreams(ListStreamsRequest request) {
        int limit = limit(request.limit(), MOST_LISTED);
        byte[] from = null;
        byte[] to = null;
        if (request.tableName() != null) {
            from = StreamRows.ofTable(request.tableName());
            to = KeyRange.after(from);
        }
        if (request.exclusiveStartStreamArn() != null) {
            StreamRef start = StreamRef.of(call, store, request.exclusiveStartStreamArn());
            byte[] after = StreamRows.key(
                    new StreamRows.Name(start.name().table(), start.name().label() + "\0"));
            from = from == null || java.util.Arrays.compareUnsigned(after, from) > 0 ? after : from;
        }
        List<StreamInfo> found = list(KeyRange.between(from, to), limit + 1);
        ListStreamsResponse.Builder answer = ListStreamsResponse.builder();
        if (found.size() > limit) {
            found = found.subList(0, limit);
            answer.lastEvaluatedStreamArn(found.getLast().arn());
        }
        List<Stream> streams = new ArrayList<>(found.size());
        for (StreamInfo stream : found) {
            streams.add(Stream.builder()
                    .streamArn(stream.arn())
                    .tableName(stream.tableName())
                    .streamLabel(stream.label())
                    .build());
        }
        return answer.streams(streams).build();
    }

    private List<StreamInfo> list(KeyRange range, int limit) {
        int scope = store.scope(new Scope(call.partition(), "dynamodb", call.account(), call.region()));
        long now = call.clock().millis();
        return store.read(view -> {
            List<StreamInfo> found = new ArrayList<>();
            try (Cursor<StreamRows.Name, StreamInfo> rows = view.range(StreamRows.STREAMS, scope, range)) {
                while (found.size() < limit && rows.next()) {
                    StreamInfo stream = rows.value();
                    if (stream.readable(now)) {
                        found.add(stream);
                    }
                }
            }
            return found;
        });
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        int limit = limit(request.limit(), MOST_LISTED);
        checkFilter(request.shardFilter());
        StreamInfo stream = find(StreamRef.of(call, store, request.streamArn()));
        List<Shard> wanted = new ArrayList<>();
        for (Shard shard : Shards.of(stream, call.clock().millis())) {
            boolean after = request.exclusiveStartShardId() == null
                    || shard.id().compareTo(request.exclusiveStartShardId()) > 0;
            boolean child = request.shardFilter() == null
                    || request.shardFilter().shardId().equals(shard.parent());
            if (after && child) {
                wanted.add(shard);
            }
        }
        StreamDescription.Builder answer = StreamDescription.builder()
                .streamArn(stream.arn())
                .streamLabel(stream.label())
                .streamStatus(stream.ended() ? StreamStatus.DISABLED : StreamStatus.ENABLED)
                .streamViewType(stream.viewType())
                .creationRequestDateTime(Instant.ofEpochMilli(stream.createdMillis()))
                .tableName(stream.tableName())
                .keySchema(schema(stream.keys()));
        if (wanted.size() > limit) {
            wanted = wanted.subList(0, limit);
            answer.lastEvaluatedShardId(wanted.getLast().id());
        }
        List<software.amazon.awssdk.services.dynamodb.model.Shard> shards = new ArrayList<>(wanted.size());
        for (Shard shard : wanted) {
            shards.add(describe(shard));
        }
        return DescribeStreamResponse.builder()
                .streamDescription(answer.shards(shards).build())
                .build();
    }

    private static void checkFilter(@Nullable ShardFilter filter) {
        if (filter == null) {
            return;
        }
        String shardId = filter.shardId();
        if (shardId == null) {
            throw StreamErrors.constraint("null", "shardFilter.shardId", "not be null");
        }
        if (shardId.length() < SHORTEST_SHARD_ID) {
            throw StreamErrors.constraint(
                    "'" + shardId + "'",
                    "shardFilter.shardId",
                    "have length greater than or equal to " + SHORTEST_SHARD_ID);
        }
        if (shardId.length() > LONGEST_SHARD_ID) {
            throw StreamErrors.constraint(
                    "'" + shardId + "'",
                    "shardFilter.shardId",
                    "have length less than or equal to " + LONGEST_SHARD_ID);
        }
        if (filter.typeAsString() == null) {
            throw StreamErrors.constraint("null", "shardFilter.type", "not be null");
        }
        if (filter.type() != ShardFilterType.CHILD_SHARDS) {
            throw StreamErrors.constraint(
                    "'" + filter.typeAsString() + "'", "shardFilter.type", "satisfy enum value set: [CHILD_SHARDS]");
        }
    }

    private static software.amazon.awssdk.services.dynamodb.model.Shard describe(Shard shard) {
        return software.amazon.awssdk.services.dynamodb.model.Shard.builder()
                .shardId(shard.id())
                .parentShardId(shard.parent())
                .sequenceNumberRange(range -> {
                    range.startingSequenceNumber(SequenceNumbers.of(shard.start()));
                    if (!shard.open()) {
                        range.endingSequenceNumber(SequenceNumbers.of(Math.max(shard.start(), shard.end() - 1)));
                    }
                })
                .build();
    }

    private static List<KeySchemaElement> schema(List<KeyAttribute> keys) {
        List<KeySchemaElement> schema = new ArrayList<>(keys.size());
        for (KeyAttribute key : keys) {
            schema.add(KeySchemaElement.builder()
                    .attributeName(key.name())
                    .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        return schema;
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        StreamRef ref = StreamRef.of(call, store, request.streamArn());
        String sequence = request.sequenceNumber();
        boolean bySequence =
                switch (request.shardIteratorType()) {
                    case AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER -> true;
                    default -> false;
                };
        if (bySequence && sequence == null) {
            throw DynamoDbErrors.invalidParameter(
                    "SequenceNumber is required for ShardIteratorType " + request.shardIteratorTypeAsString());
        }
        if (!bySequence && sequence != null) {
            throw DynamoDbErrors.invalidParameter("SequenceNumber must not be specified for ShardIteratorType "
                    + request.shardIteratorTypeAsString());
        }
        StreamInfo stream = find(ref);
        long now = call.clock().millis();
        Shard shard = Shards.find(stream, request.shardId(), now);
        if (shard == null) {
            throw StreamErrors.shardNotFound(request.shardId(), ref.arn());
        }
        boolean horizon = false;
        long number;
        switch (request.shardIteratorType()) {
            case AT_SEQUENCE_NUMBER -> number = inside(shard, sequence, now);
            case AFTER_SEQUENCE_NUMBER -> number = inside(shard, sequence, now) + 1;
            case LATEST -> number = Math.min(log.frontier(ref.scope(), stream.log()), shard.end());
            default -> {
                horizon = true;
                number = shard.start();
            }
        }
        return GetShardIteratorResponse.builder()
                .shardIterator(iterators.text(new Place(ref.arn(), shard.id(), number, horizon, now)))
                .build();
    }

    private static long inside(Shard shard, @Nullable String sequence, long now) {
        long number = SequenceNumbers.parse(sequence == null ? "" : sequence);
        if (number < shard.start() || number >= Math.max(shard.end(), shard.start() + 1)) {
            throw DynamoDbErrors.validation("Invalid SequenceNumber: it is not in the range of the shard");
        }
        if (number < horizon(now)) {
            throw StreamErrors.trimmed();
        }
        return number;
    }

    /** What is before this is not shown any more, be it still there or not. */
    private static long horizon(long now) {
        return ChangeLog.at(now - StreamSettings.RETENTION.toMillis());
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        int limit = limit(request.limit(), MOST_RECORDS);
        Place place = iterators.parse(request.shardIterator());
        StreamRef ref = StreamRef.of(call, store, place.streamArn());
        long now = call.clock().millis();
        if (now - place.issuedMillis() > ITERATOR_LIFE) {
            throw StreamErrors.iteratorExpired();
        }
        StreamInfo stream = find(ref);
        Shard shard = Shards.find(stream, place.shardId(), now);
        if (shard == null) {
            throw StreamErrors.shardNotFound(place.shardId(), ref.arn());
        }
        keys.unlock(call, call.caller(), ref.scope(), stream.log());
        long from = place.number();
        if (from < horizon(now)) {
            if (!place.horizon()) {
                throw StreamErrors.trimmed();
            }
            from = horizon(now);
        }
        List<Record> records = new ArrayList<>();
        long next = read(ref, stream, shard, from, limit, records);
        GetRecordsResponse.Builder answer = GetRecordsResponse.builder().records(records);
        if (next < shard.end()) {
            // An iterator that has found nothing yet still stands for the oldest record.
            boolean horizon = place.horizon() && next == from;
            answer.nextShardIterator(iterators.text(new Place(ref.arn(), shard.id(), next, horizon, now)));
        }
        return answer.build();
    }

    private long read(StreamRef ref, StreamInfo stream, Shard shard, long from, int limit, List<Record> records) {
        StreamRecords shown = new StreamRecords(stream, call.region());
        long next = from;
        long bytes = 0;
        long read = 0;
        while (records.size() < limit && read < MOST_READ) {
            ChangeLog.Slice slice =
                    log.read(ref.scope(), stream.log(), next, shard.end(), limit - records.size(), MOST_BYTES);
            for (ChangeLog.Entry entry : slice.entries()) {
                read += entry.record().length;
                ItemChange change = ItemChange.decode(entry.record(), keys, ref.scope());
                Item key = change.key(stream.keys());
                if (shard.holds(stream.keys(), key)) {
                    Record record = shown.of(change, key, entry.number(), entry.millis());
                    bytes += record.dynamodb().sizeBytes();
                    if (bytes > MOST_BYTES && !records.isEmpty()) {
                        return entry.number();
                    }
                    records.add(record);
                }
            }
            next = slice.next();
            if (slice.entries().isEmpty()) {
                return next;
            }
        }
        return next;
    }

    private StreamInfo find(StreamRef ref) {
        StreamInfo stream = store.read(view -> view.get(StreamRows.STREAMS, ref.scope(), ref.name()));
        if (stream == null || !stream.readable(call.clock().millis())) {
            throw StreamErrors.streamNotFound(ref.arn());
        }
        return stream;
    }

    /** The limit asked for; AWS checks its upper bound though its published model has none. */
    private static int limit(@Nullable Integer asked, int most) throws DynamoDbException {
        if (asked != null && asked > most) {
            throw StreamErrors.constraint("'" + asked + "'", "limit", "have value less than or equal to " + most);
        }
        return asked == null ? most : asked;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

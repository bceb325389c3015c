package dev.kagemusha.testing.services;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Streams of one shard each; a shard iterator is the stream's name. */
public final class SmallKinesis implements Service {
    private final Map<String, List<Record>> streams = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public Definition define(Environment environment) {
        return Definition.of("kinesis", KinesisClient.class)
                .protocols(Protocols.awsJson11(), Protocols.kinesisCbor())
                .signing(SigningProfile.of(ErrorFamily.JSON, "kinesis"))
                .chapter(Records.class, call -> new Records(call, streams))
                .actions(new ActionTable()
                        .on(CreateStreamRequest.class, (r, call) -> Permission.of("kinesis:CreateStream", "*"))
                        .on(PutRecordRequest.class, (r, call) -> Permission.of("kinesis:PutRecord", "*"))
                        .on(GetRecordsRequest.class, (r, call) -> Permission.of("kinesis:GetRecords", "*")));
    }

    /** A chapter. */
    public static final class Records implements KinesisClient {
        private final Call call;
        private final Map<String, List<Record>> streams;

        Records(Call call, Map<String, List<Record>> streams) {
            this.call = call;
            this.streams = streams;
        }

        @Override
        public CreateStreamResponse createStream(CreateStreamRequest request) {
            streams.put(request.streamName(), new CopyOnWriteArrayList<>());
            return CreateStreamResponse.builder().build();
        }

        @Override
        public PutRecordResponse putRecord(PutRecordRequest request) {
            List<Record> records = stream(request.streamName());
            String number = Integer.toString(records.size());
            records.add(Record.builder()
                    .data(request.data())
                    .partitionKey(request.partitionKey())
                    .sequenceNumber(number)
                    .approximateArrivalTimestamp(call.clock().instant())
                    .build());
            return PutRecordResponse.builder()
                    .shardId("shardId-000000000000")
                    .sequenceNumber(number)
                    .build();
        }

        @Override
        public GetRecordsResponse getRecords(GetRecordsRequest request) {
            return GetRecordsResponse.builder()
                    .records(stream(request.shardIterator()))
                    .millisBehindLatest(0L)
                    .build();
        }

        private List<Record> stream(String name) {
            List<Record> records = name == null ? null : streams.get(name);
            if (records == null) {
                throw ResourceNotFoundException.builder()
                        .message("Stream " + name + " under account " + call.account() + " not found.")
                        .build();
            }
            return records;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}

package dev.kagemusha.benchmarks;

import dev.kagemusha.auth.AccessKeys;
import dev.kagemusha.auth.Authorization;
import dev.kagemusha.auth.ConfiguredCredentials;
import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.Identities;
import dev.kagemusha.auth.SignatureVerifier;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.auth.Verified;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.protocol.constraint.ConstraintValidator;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What a request costs besides its operation: verifying its signature, decoding, checking constraints, encoding. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class RequestBench {
    private static final SigningProfile PROFILE = SigningProfile.of(ErrorFamily.JSON, "dynamodb");

    private @Nullable Inputs inputs;

    private record Inputs(
            SignatureVerifier verifier,
            RequestHead head,
            byte[] body,
            Protocol json,
            OperationModel putItem,
            OperationModel getItem,
            ConstraintValidator constraints,
            SdkPojo request,
            SdkPojo item,
            Protocol xml,
            OperationModel list,
            SdkPojo page) {}

    @Setup
    public void prepare() throws SerializationException {
        Map<String, AttributeValue> item = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            item.put("attribute" + i, AttributeValue.fromS("value of some length " + i));
        }
        Wrk.Signed signed = Recorder.record(
                        DynamoDbClient.builder(),
                        4566,
                        1,
                        dynamo -> i -> dynamo.putItem(p -> p.tableName("bench").item(item)))
                .get(0);
        Headers headers = new Headers();
        signed.request().forEachHeader((name, values) -> headers.add(name, values.get(0)));
        RequestHead head = new RequestHead(
                "POST", "/", "", headers, false, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        ServiceModel dynamo = ServiceModel.of(DynamoDbClient.class);
        ServiceModel s3 = ServiceModel.of(S3Client.class);
        Protocol json = Protocols.awsJson10();
        OperationModel putItem = Objects.requireNonNull(dynamo.operation("PutItem"));
        List<S3Object> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(S3Object.builder()
                    .key("folder/key-" + i)
                    .eTag("\"0123456789abcdef0123456789abcdef\"")
                    .lastModified(Instant.EPOCH)
                    .size(4096L)
                    .storageClass("STANDARD")
                    .build());
        }
        inputs = new Inputs(
                new SignatureVerifier(
                        new Identities(ConfiguredCredentials.defaults(), new AccessKeys(new byte[32]), false),
                        new SystemClock()),
                head,
                signed.body(),
                json,
                putItem,
                Objects.requireNonNull(dynamo.operation("GetItem")),
                new ConstraintValidator(dynamo),
                json.decode(putItem, new Inbound(head, Map.of(), signed.body())),
                GetItemResponse.builder().item(item).build(),
                Protocols.restXml(),
                Objects.requireNonNull(s3.operation("ListObjectsV2")),
                ListObjectsV2Response.builder().name("bench").contents(keys).build());
    }

    private Inputs in() {
        return Objects.requireNonNull(inputs);
    }

    /** SigV4 of a PutItem of about 1 KB, body hash included. */
    @Benchmark
    public Verified verifySignature() {
        Inputs in = in();
        return in.verifier().verify(in.head(), Authorization.parse(in.head()), PROFILE, in.body());
    }

    /** A PutItem of 20 attributes. */
    @Benchmark
    public SdkPojo decodeJson() throws SerializationException {
        Inputs in = in();
        return in.json().decode(in.putItem(), new Inbound(in.head(), Map.of(), in.body()));
    }

    @Benchmark
    public @Nullable String checkConstraints() {
        return in().constraints().check(in().request());
    }

    /** A GetItem's answer of 20 attributes. */
    @Benchmark
    public Outbound encodeJson() {
        return in().json().encode(in().getItem(), in().item(), "00000000-0000-4000-8000-000000000000");
    }

    /** A page of 1,000 keys. */
    @Benchmark
    public Outbound encodeXml() {
        return in().xml().encode(in().list(), in().page(), "00000000-0000-4000-8000-000000000000");
    }
}

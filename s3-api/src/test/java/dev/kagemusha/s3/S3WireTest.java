package dev.kagemusha.s3;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.testing.wire.CapturingClient;
import dev.kagemusha.testing.wire.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Every operation of S3's client, with random members, through the SDK's real client and back. */
class S3WireTest {
    private static final ServiceModel S3 = ServiceModel.of(S3Client.class);
    private static final RestXml PROTOCOL = new RestXml();
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("Bucket", "some-bucket"),
            Map.entry("DestinationBucket", "some-bucket"),
            Map.entry("RequestRoute", "route"),
            Map.entry("ChecksumAlgorithm", "CRC32"),
            Map.entry("SourceBucket", ""),
            Map.entry("SourceKey", ""),
            Map.entry("SourceVersionId", ""),
            Map.entry("ClientToken", "token"),
            Map.entry("ContentEncoding", "identity"),
            Map.entry("CreateBucketConfiguration", ""), // the client takes it for its own, to add the region
            Map.entry("Policy", "{\"Version\":\"2012-10-17\"}"),
            Map.entry("ContentMD5", ""),
            Map.entry("ContentLength", ""),
            Map.entry("Expires", ""),
            Map.entry("ExpiresString", ""));

    /** Members that the client fills by itself, in requests and in answers. */
    private static final Set<String> CLIENTS_OWN =
            Set.of("ChecksumAlgorithm", "ContentType", "ContentLength", "ContentEncoding", "Metadata", "ClientToken");

    /** Members to which the client adds, or that it makes anew each time one asks. */
    private static final Set<String> CLIENTS_CHANGE = Set.of("ContentEncoding", "ClientToken");

    private final CapturingClient http = new CapturingClient();
    private final S3Client client = S3Client.builder()
            .httpClient(http)
            .endpointOverride(URI.create("http://localhost:4566"))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .disableS3ExpressSessionAuth(true)
            .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .build();

    static List<String> operations() {
        // ListDirectoryBuckets is ListBuckets at another host, that of S3 Express.
        return S3.operationNames().stream()
                .filter(name -> !name.equals("ListDirectoryBuckets"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void routesTheRequestsThatTheSdkMakes(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), FIXED).fill(operation.newRequest(), seed > 0);
            send(operation, request);
            Match match = match();
            assertThat(match).as("seed %d: %s %s", seed, http.head(), request).isInstanceOf(Match.Found.class);
            assertThat(((Match.Found) match).operation().name())
                    .as("seed %d: %s", seed, http.head())
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void decodesTheRequestsThatTheSdkMakes(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), FIXED).fill(operation.newRequest(), seed > 0);
            send(operation, request);
            Match.Found match = (Match.Found) match();
            Map<String, String> labels = new HashMap<>(match.labels());
            labels.putAll(address().labels());
            byte[] body = operation.streamsIn() ? new byte[0] : http.body();
            SdkPojo decoded = PROTOCOL.decode(operation, new Inbound(http.head(), labels, body));
            assertSame("seed %d of %s: %s".formatted(seed, http.head(), new String(body, UTF_8)), request, decoded);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void encodesResponsesThatTheSdkReads(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), FIXED).fill(operation.newRequest(), false);
            SdkPojo response = new Samples(new Random(seed), FIXED).fill(newResponse(operation), true);
            Outbound answer = PROTOCOL.encode(operation, response, "0123456789ABCDEF");
            http.answer(answer);
            Object decoded = send(operation, request);
            String context = "seed %d: %s %s".formatted(seed, answer.headers(), new String(answer.body(), UTF_8));
            assertSame(context, response, (SdkPojo) decoded);
        }
    }

    /** What one side left out, the other may have filled: the client adds defaults, an empty structure has no bytes. */
    private static void assertSame(String context, SdkPojo expected, SdkPojo actual) {
        for (SdkField<?> field : expected.sdkFields()) {
            Object there = field.getValueOrDefault(expected);
            Object here = field.getValueOrDefault(actual);
            boolean clients = CLIENTS_OWN.contains(field.memberName());
            if (there == null || CLIENTS_CHANGE.contains(field.memberName())
                    ? clients
                    : here == null && isEmpty(there)) {
                continue;
            }
            if (there == null && here instanceof SdkPojo pojo && isEmpty(pojo)) {
                continue;
            }
            assertThat(here).as("%s in %s", field.memberName(), context).isEqualTo(there);
        }
    }

    private static boolean isEmpty(Object value) {
        return value instanceof SdkPojo pojo
                && pojo.sdkFields().stream().allMatch(field -> {
                    Object member = field.getValueOrDefault(pojo);
                    return member == null || member instanceof SdkAutoConstructList;
                });
    }

    private static OperationModel operation(String name) {
        OperationModel operation = S3.operation(name);
        assertThat(operation).as(name).isNotNull();
        return operation;
    }

    private static SdkPojo newResponse(OperationModel operation) throws ReflectiveOperationException {
        return (SdkPojo) operation.responseType().getMethod("builder").invoke(null);
    }

    private Match match() {
        return PROTOCOL.match(S3, http.head(), address(), null);
    }

    /** As S3's path-style addressing does it. */
    private Address address() {
        RequestHead head = http.head();
        String bucket = "/some-bucket";
        if (!head.path().startsWith(bucket)) {
            return new Address(head.path(), Map.of());
        }
        String rest = head.path().substring(bucket.length());
        return new Address(rest.isEmpty() ? "/" : rest, Map.of("Bucket", "some-bucket"));
    }

    private Object send(OperationModel operation, SdkPojo request) throws Exception {
        Method method = operation.method();
        try {
            Object[] arguments = new Object[method.getParameterCount()];
            arguments[0] = request;
            for (int i = 1; i < arguments.length; i++) {
                arguments[i] = method.getParameterTypes()[i] == RequestBody.class
                        ? RequestBody.fromString("content")
                        : ResponseTransformer.toBytes();
            }
            Object answer = method.invoke(client, arguments);
            return answer instanceof ResponseBytes<?> bytes ? bytes.response() : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

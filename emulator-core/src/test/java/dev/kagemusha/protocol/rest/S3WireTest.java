package dev.kagemusha.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.ServiceModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Every operation of S3's client, with random members, through the SDK's real client and back. */
class S3WireTest {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final ServiceModel S3 = ServiceModel.of(S3Client.class);
    private static final Map<String, OperationModel.HttpBinding> BINDINGS = SdkBindings.of(S3);
    private static final RestXml PROTOCOL =
            new RestXml(service -> new RestTable(BINDINGS, S3WireTest::attribute, NAMESPACE, false));
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("Bucket", "some-bucket"),
            Map.entry("RequestRoute", "route"),
            Map.entry("ChecksumAlgorithm", "CRC32"),
            Map.entry("ContentMD5", ""),
            Map.entry("ContentLength", ""),
            Map.entry("Expires", ""),
            Map.entry("ExpiresString", ""));

    private static String attribute(String operation, String name) {
        return name.equals("root") && operation.equals("GetBucketLocation") ? "LocationConstraint" : null;
    }

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
        return S3.operationNames();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void routesTheRequestsThatTheSdkMakes(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), fixed(name)).fill(operation.newRequest(), seed > 0);
            send(operation, request);
            Match match = match();
            assertThat(match).as("seed %d: %s %s", seed, http.head, request).isInstanceOf(Match.Found.class);
            assertThat(((Match.Found) match).operation().name())
                    .as("seed %d: %s", seed, http.head)
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void decodesTheRequestsThatTheSdkMakes(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), fixed(name)).fill(operation.newRequest(), seed > 0);
            send(operation, request);
            Match.Found match = (Match.Found) match();
            Map<String, String> labels = new HashMap<>(match.labels());
            labels.putAll(address().labels());
            byte[] body = operation.streamsIn() ? new byte[0] : http.body;
            SdkPojo decoded = PROTOCOL.decode(operation, new Inbound(http.head, labels, body));
            assertThat(decoded.equalsBySdkFields(request))
                    .as("seed %d%n%s%n%s%n%s", seed, request, decoded, new String(body))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void encodesResponsesThatTheSdkReads(String name) throws Exception {
        OperationModel operation = operation(name);
        for (int seed = 0; seed < 20; seed++) {
            SdkPojo request = new Samples(new Random(seed), fixed(name)).fill(operation.newRequest(), false);
            SdkPojo response = new Samples(new Random(seed), FIXED).fill(newResponse(operation), true);
            http.answer = PROTOCOL.encode(operation, response, "0123456789ABCDEF");
            Object decoded = send(operation, request);
            assertThat(response.equalsBySdkFields(decoded))
                    .as("seed %d%n%s%n%s%n%s", seed, response, decoded, new String(http.answer.body()))
                    .isTrue();
        }
    }

    private static Map<String, String> fixed(String operation) {
        if (operation.equals("ListDirectoryBuckets")) {
            Map<String, String> fixed = new HashMap<>(FIXED);
            return fixed;
        }
        return FIXED;
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
        return PROTOCOL.match(S3, http.head, address(), null);
    }

    /** As S3's path-style addressing does it. */
    private Address address() {
        RequestHead head = http.head;
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
            return answer instanceof software.amazon.awssdk.core.ResponseBytes<?> bytes ? bytes.response() : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

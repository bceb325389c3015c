package dev.kagemusha.protocol.rest;

import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.json.JsonCodec;
import dev.kagemusha.testing.wire.CapturingClient;
import dev.kagemusha.testing.wire.RoundTrip;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.xray.XRayClient;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** Every operation of X-Ray's client, with random members, through the SDK's real client and back. */
class XRayWireTest {
    private static final ServiceModel XRAY = ServiceModel.of(XRayClient.class);
    private static final RestJson PROTOCOL = new RestJson(new JsonCodec());

    private final CapturingClient http = new CapturingClient();
    private final RoundTrip roundTrip = new RoundTrip(
            XRAY,
            PROTOCOL,
            http,
            XRayClient.builder()
                    .httpClient(http)
                    .endpointOverride(URI.create("http://localhost:4566"))
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                    .build(),
            Map.of(),
            head -> new Address(head.path(), Map.of()));

    static List<String> operations() {
        return RoundTrip.operations(XRAY);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void routesAndDecodesWhatTheSdkSends(String operation) throws Exception {
        roundTrip.requests(operation);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void encodesWhatTheSdkReads(String operation) throws Exception {
        roundTrip.responses(operation);
    }
}

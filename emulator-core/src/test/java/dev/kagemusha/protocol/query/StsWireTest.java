package dev.kagemusha.protocol.query;

import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.testing.wire.CapturingClient;
import dev.kagemusha.testing.wire.RoundTrip;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** Every operation of STS's client, with random members, through the SDK's real client and back. */
class StsWireTest {
    private static final ServiceModel STS = ServiceModel.of(StsClient.class);
    private static final AwsQuery PROTOCOL = new AwsQuery();

    private final CapturingClient http = new CapturingClient();
    private final RoundTrip roundTrip = new RoundTrip(
            STS,
            PROTOCOL,
            http,
            StsClient.builder()
                    .httpClient(http)
                    .endpointOverride(URI.create("http://localhost:4566"))
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                    .build(),
            Map.of(),
            head -> new Address(head.path(), Map.of()));

    static List<String> operations() {
        return RoundTrip.operations(STS);
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

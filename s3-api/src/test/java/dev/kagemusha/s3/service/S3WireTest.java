package dev.kagemusha.s3.service;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.testing.wire.CapturingClient;
import dev.kagemusha.testing.wire.RoundTrip;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;
import java.util.List;
import java.util.Map;

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
    private final RoundTrip roundTrip = new RoundTrip(S3, PROTOCOL, http, client, FIXED, S3WireTest::address);

    static List<String> operations() {
        // ListDirectoryBuckets is ListBuckets at another host, that of S3 Express.
        return RoundTrip.operations(S3, "ListDirectoryBuckets");
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

    /** As S3's path-style addressing does it. */
    private static Address address(RequestHead head) {
        String bucket = "/some-bucket";
        if (!head.path().startsWith(bucket)) {
            return new Address(head.path(), Map.of());
        }
        String rest = head.path().substring(bucket.length());
        return new Address(rest.isEmpty() ? "/" : rest, Map.of("Bucket", "some-bucket"));
    }
}

package dev.kagemusha.s3.body;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.s3.S3House;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.InetSocketAddress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

final class IntegrityTest {
    private static final ServiceModel S3 = ServiceModel.of(S3Client.class);

    private static void check(String operation, String body, Headers headers, Headers trailers) {
        RequestHead head = new RequestHead("POST", "/", "", headers, false, new InetSocketAddress("127.0.0.1", 1));
        new Integrity().check(S3.operation(operation), head, trailers, body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "DeleteObjects, Content-MD5, XUFAKrxLKna5cZ2REBfFkg==",
        "DeleteObjects, x-amz-checksum-crc32, NhCmhg==",
        "DeleteObjects, x-amz-checksum-sha1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "CompleteMultipartUpload, x-amz-checksum-crc32, AAAAAA==",
        "CreateBucket, x-other, 1"
    })
    void passesABodyThatIsWhatItsHeadersSay(String operation, String header, String value) {
        assertThatCode(() -> check(operation, "hello", Headers.of(header, value), new Headers()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DeleteObjects | Content-MD5 | 1B2M2Y8AsgTpgAmY7PhCfg== | BadDigest | The Content-MD5 you specified did not match what we received.
            DeleteObjects | Content-MD5 | abc | InvalidDigest | The Content-MD5 you specified was invalid.
            CreateBucket | x-amz-checksum-crc32 | AAAAAA== | BadDigest | The CRC32 you specified did not match the calculated checksum.
            CreateBucket | x-amz-checksum-crc32 | AAAA | InvalidRequest | Value for x-amz-checksum-crc32 header is invalid.
            DeleteObjects | x-other | 1 | InvalidRequest | Missing required header for this request: Content-MD5 OR x-amz-checksum-*
            CompleteMultipartUpload | Content-MD5 | 1B2M2Y8AsgTpgAmY7PhCfg== | BadDigest | The Content-MD5 you specified did not match what we received.
            """)
    void refusesABodyThatIsNot(String operation, String header, String value, String code, String message) {
        S3House.refused(() -> check(operation, "hello", Headers.of(header, value), new Headers()), code, 400, message);
    }

    @Test
    void readsAChecksumFromTheTrailer() {
        Headers headers = Headers.of("x-amz-trailer", "x-amz-checksum-crc32");
        check("DeleteObjects", "hello", headers, Headers.of("x-amz-checksum-crc32", "NhCmhg=="));
        S3House.refused(
                () -> check("DeleteObjects", "hello", headers, Headers.of("x-amz-checksum-crc32", "AAAAAA==")),
                "BadDigest",
                400,
                "The CRC32 you specified did not match the calculated checksum.");
    }
}

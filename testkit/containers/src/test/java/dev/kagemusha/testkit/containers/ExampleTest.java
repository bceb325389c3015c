package dev.kagemusha.testkit.containers;

import dev.kagemusha.testkit.control.Fault;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The examples of docs/testing.md. */
@Tag("image")
final class ExampleTest {
    @Nested
    @Testcontainers
    class UploadsTest {
        @Container
        static final KagemushaContainer AWS = new KagemushaContainer().withFlag("dynamodb-throttling", "off");

        @Test
        void keepsWhatIsUploaded() {
            S3Client s3 = AWS.configure(S3Client.builder()).build();
            s3.createBucket(b -> b.bucket("photos"));
            AWS.control().snapshot("empty");

            s3.putObject(p -> p.bucket("photos").key("sea.jpg"), RequestBody.fromString("…"));
            AWS.control().advance(Duration.ofDays(30));
            AWS.control()
                    .inject(Fault.error("AccessDenied", 403)
                            .on("s3", "GetObject")
                            .times(1));
            assertThatThrownBy(() -> s3.getObjectAsBytes(g -> g.bucket("photos").key("sea.jpg")))
                    .isInstanceOf(S3Exception.class);

            AWS.control().restore("empty");
            assertThat(s3.listObjectsV2(l -> l.bucket("photos")).contents()).isEmpty();
        }
    }
}

package dev.kagemusha.s3.logging;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class LineTest {
    private static Line line(String agent) {
        return new Line(
                "OWNER",
                "b",
                Instant.parse("2026-02-06T00:00:38Z").toEpochMilli(),
                "192.0.2.3",
                "REQUESTER",
                "3E57427F3EXAMPLE",
                "REST.GET.OBJECT",
                "a b/c",
                "GET /b/a%20b/c HTTP/1.1",
                200,
                null,
                113,
                500,
                7,
                null,
                agent,
                "v",
                "HOST",
                "SigV4",
                null,
                "AuthHeader",
                "localhost:4566",
                null,
                null,
                true);
    }

    @Test
    void hasTheFieldsOfAwsInTheirOrder() {
        assertThat(line("aws-sdk").text())
                .isEqualTo("OWNER b [06/Feb/2026:00:00:38 +0000] 192.0.2.3 REQUESTER 3E57427F3EXAMPLE REST.GET.OBJECT"
                        + " a%20b/c \"GET /b/a%20b/c HTTP/1.1\" 200 - 113 500 7 7 \"-\" \"aws-sdk\" v HOST SigV4 -"
                        + " AuthHeader localhost:4566 - - Yes -\n");
    }

    @Test
    void letsNobodyForgeALine() {
        assertThat(line("x\" 1\nOWNER b").text())
                .contains("\"x%22 1%0aOWNER b\"")
                .hasLineCount(1);
    }

    @Test
    void namesObjectsSimplyOrByPartition() {
        long event = Instant.parse("2026-02-05T23:59:00Z").toEpochMilli();
        long delivery = Instant.parse("2026-02-06T00:04:05Z").toEpochMilli();
        LoggingEnabled simple =
                LoggingEnabled.builder().targetBucket("t").targetPrefix("logs/").build();
        assertThat(LogNames.of(simple, "111122223333", "eu-west-1", "b").key(event, delivery, "U"))
                .isEqualTo("logs/2026-02-06-00-04-05-U");
        LoggingEnabled byDelivery = simple.toBuilder()
                .targetObjectKeyFormat(
                        f -> f.partitionedPrefix(p -> p.partitionDateSource(PartitionDateSource.DELIVERY_TIME)))
                .build();
        assertThat(LogNames.of(byDelivery, "111122223333", "eu-west-1", "b").key(event, delivery, "U"))
                .isEqualTo("logs/111122223333/eu-west-1/b/2026/02/06/2026-02-06-00-04-05-U");
        LoggingEnabled byEvent = simple.toBuilder()
                .targetObjectKeyFormat(
                        f -> f.partitionedPrefix(p -> p.partitionDateSource(PartitionDateSource.EVENT_TIME)))
                .build();
        assertThat(LogNames.of(byEvent, "111122223333", "eu-west-1", "b").key(event, delivery, "U"))
                .isEqualTo("logs/111122223333/eu-west-1/b/2026/02/05/2026-02-05-00-00-00-U");
    }
}

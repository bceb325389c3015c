package dev.kagemusha.protocol.constraint;

import dev.kagemusha.protocol.ServiceModel;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.BatchGetTracesRequest;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ConstraintValidatorTest {
    private final ConstraintValidator kinesis = new ConstraintValidator(ServiceModel.of(KinesisClient.class));
    private final ConstraintValidator xray = new ConstraintValidator(ServiceModel.of(XRayClient.class));

    @Test
    void letsAGoodRequestPass() {
        assertThat(kinesis.check(PutRecordRequest.builder()
                        .streamName("s")
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String("d"))
                        .build()))
                .isNull();
    }

    @Test
    void namesEveryViolationOnce() {
        assertThat(kinesis.check(
                        PutRecordRequest.builder().streamName("no blanks").build()))
                .isEqualTo(
                        "3 validation errors detected: Value 'no blanks' at 'streamName' failed to satisfy constraint: "
                                + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                                + "Value null at 'data' failed to satisfy constraint: Member must not be null; "
                                + "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void countsPatternAndLengthSeparately() {
        assertThat(kinesis.check(CreateStreamRequest.builder().streamName("").build()))
                .isEqualTo("2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                        + "Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1");
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThat(kinesis.check(CreateStreamRequest.builder()
                        .streamName("s")
                        .shardCount(0)
                        .build()))
                .isEqualTo("1 validation error detected: Value '0' at 'shardCount' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1");
    }

    @Test
    void listsTheValuesOfAnEnumeration() {
        assertThat(kinesis.check(GetShardIteratorRequest.builder()
                        .streamName("s")
                        .shardId("x")
                        .shardIteratorType("SOON")
                        .build()))
                .isEqualTo(
                        "1 validation error detected: Value 'SOON' at 'shardIteratorType' failed to satisfy constraint: "
                                + "Member must satisfy enum value set: "
                                + "[AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST, AT_TIMESTAMP]");
    }

    @Test
    void pathsCountElementsFromOne() {
        assertThat(kinesis.check(PutRecordsRequest.builder()
                        .streamName("s")
                        .records(
                                PutRecordsRequestEntry.builder()
                                        .data(SdkBytes.fromUtf8String("d"))
                                        .partitionKey("k")
                                        .build(),
                                PutRecordsRequestEntry.builder()
                                        .data(SdkBytes.fromUtf8String("d"))
                                        .build())
                        .build()))
                .isEqualTo("1 validation error detected: Value null at 'records.2.member.partitionKey' "
                        + "failed to satisfy constraint: Member must not be null");
    }

    @Test
    void showsTheWholeListForABadElement() {
        assertThat(xray.check(BatchGetTracesRequest.builder()
                        .traceIds("1-58406520-a006649127e371903a2de979", "")
                        .build()))
                .isEqualTo("1 validation error detected: Value '[1-58406520-a006649127e371903a2de979, ]' at 'traceIds' "
                        + "failed to satisfy constraint: Member must satisfy constraint: "
                        + "[Member must have length less than or equal to 35, "
                        + "Member must have length greater than or equal to 1]");
    }

    @Test
    void showsTheWholeMapForABadKeyOrValue() {
        assertThat(kinesis.check(AddTagsToStreamRequest.builder()
                        .streamName("s")
                        .tags(Map.of("", "v".repeat(257)))
                        .build()))
                .isEqualTo("2 validation errors detected: Value '{=" + "v".repeat(257) + "}' at 'tags' "
                        + "failed to satisfy constraint: Map keys must satisfy constraint: "
                        + "[Member must have length less than or equal to 128, "
                        + "Member must have length greater than or equal to 1]; Value '{=" + "v".repeat(257)
                        + "}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: "
                        + "[Member must have length less than or equal to 256, "
                        + "Member must have length greater than or equal to 0]");
    }

    @Test
    void refusesAnEmptyCollectionButNotOneThatIsUnset() {
        assertThat(kinesis.check(PutRecordsRequest.builder()
                        .streamName("s")
                        .records(List.of())
                        .build()))
                .isEqualTo("1 validation error detected: Value '[]' at 'records' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1");
        assertThat(kinesis.check(PutRecordsRequest.builder().streamName("s").build()))
                .isEqualTo("1 validation error detected: Value null at 'records' failed to satisfy constraint: "
                        + "Member must not be null");
    }

    @Test
    void stopsAfterTenViolations() {
        PutRecordsRequestEntry empty = PutRecordsRequestEntry.builder().build();
        assertThat(kinesis.check(PutRecordsRequest.builder()
                        .streamName("s")
                        .records(empty, empty, empty, empty, empty, empty)
                        .build()))
                .startsWith("10 validation errors detected: ")
                .contains("records.5.member.partitionKey")
                .doesNotContain("records.6.");
    }
}

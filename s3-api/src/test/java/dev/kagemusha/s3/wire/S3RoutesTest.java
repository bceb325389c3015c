package dev.kagemusha.s3.wire;

import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.ServiceTable;
import dev.kagemusha.protocol.constraint.ConstraintValidator;
import dev.kagemusha.protocol.model.SdkBindings;
import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.model.UpdateObjectEncryptionRequest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class S3RoutesTest {
    private final ServiceTable table = ServiceModel.of(S3Client.class).table();

    @Test
    void routesAreThoseOfTheSdksMarshallers() throws Exception {
        SdkBindings.assertSameRoutes(S3Client.class);
    }

    @Test
    void operationsThatTheSdkDoesNotHaveAreThoseOfTheChapters() {
        ServiceModel ours = ServiceModel.of(S3Client.class, Chapter.class);
        OperationModel operation = Objects.requireNonNull(ours.operation("UpdateObjectEncryption"));
        assertThat(operation.requestType()).isEqualTo(UpdateObjectEncryptionRequest.class);
        assertThat(operation.http().method()).isEqualTo("PUT");
        assertThat(operation.http().uri()).isEqualTo("/{Key+}?encryption");
        assertThat(ours.client()).isEqualTo(S3Client.class);
        assertThat(ours.operation("ServiceName")).isNull();
        List<String> beyond = new ArrayList<>(ours.operationNames());
        beyond.removeAll(ServiceModel.of(S3Client.class).operationNames());
        assertThat(beyond).containsExactly("UpdateObjectEncryption");
    }

    @Test
    void successesHaveTheirOwnStatus() {
        assertThat(Objects.requireNonNull(table.bindings().get("DeleteObject")).status())
                .isEqualTo(204);
        assertThat(Objects.requireNonNull(table.bindings().get("GetObject")).status())
                .isEqualTo(200);
    }

    @Test
    void answersHaveTheRootElementsOfTheApiReference() {
        assertThat(table.attribute("ListBuckets", "root")).isEqualTo("ListAllMyBucketsResult");
        assertThat(table.attribute("ListObjectsV2", "root")).isEqualTo("ListBucketResult");
        assertThat(table.attribute("xmlNamespace")).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
    }

    @Test
    void errorsHaveTheirOwnStatus() {
        assertThat(Objects.requireNonNull(table.error(NoSuchKeyException.class)).status())
                .isEqualTo(404);
    }

    @Test
    void leavesConstraintsToS3sOwnErrors() {
        assertThat(new ConstraintValidator(ServiceModel.of(S3Client.class))
                        .check(PutObjectRequest.builder()
                                .storageClass("EXPRESS_ONEZONE")
                                .build()))
                .isNull();
    }
}

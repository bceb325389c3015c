package dev.kagemusha.protocol.model;

import dev.kagemusha.protocol.ErrorModel;
import dev.kagemusha.protocol.MemberConstraint;
import dev.kagemusha.protocol.ServiceModel;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DashboardInvalidInputErrorException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.BatchGetTracesRequest;
import software.amazon.awssdk.services.xray.model.ResourceNotFoundException;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ServiceTableTest {
    @Test
    void routesAreThoseOfTheSdksMarshallers() throws Exception {
        SdkBindings.assertSameRoutes(XRayClient.class);
    }

    @Test
    void errorsHaveCodeStatusAndTheNameOfTheirText() {
        assertThat(ServiceModel.of(XRayClient.class).table().error(ResourceNotFoundException.class))
                .isEqualTo(
                        new ErrorModel("ResourceNotFoundException", "ResourceNotFoundException", 404, "Message", null));
        assertThat(ServiceModel.of(CloudWatchClient.class).table().error(DashboardInvalidInputErrorException.class))
                .isEqualTo(new ErrorModel(
                        "DashboardInvalidInputErrorException",
                        "DashboardInvalidInputError",
                        400,
                        "message",
                        "InvalidParameterInput"));
    }

    @Test
    void constraintsReachInsideLists() {
        assertThat(ServiceModel.of(XRayClient.class).table().constraints(BatchGetTracesRequest.class))
                .extracting(MemberConstraint::member, MemberConstraint::within, MemberConstraint::maxLength)
                .containsExactly(tuple("TraceIds", "", null), tuple("TraceIds", "/member", 35L));
    }

    @Test
    void constraintsKeepPatternsWhole() {
        assertThat(ServiceModel.of(KinesisClient.class).table().constraints(PutRecordRequest.class))
                .contains(new MemberConstraint(
                        "StreamName", "", false, false, 1L, 128L, null, null, "[a-zA-Z0-9_.-]+", List.of()));
    }

    @Test
    void attributesNameTheTarget() {
        assertThat(ServiceModel.of(KinesisClient.class).table().attribute("targetPrefix"))
                .isEqualTo("Kinesis_20131202");
    }
}

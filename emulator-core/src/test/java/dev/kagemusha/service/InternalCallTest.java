package dev.kagemusha.service;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.xray.XRayClient;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

final class InternalCallTest {
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new SmallXRay(), new CallingService());

    /** A stream is made by asking X-Ray for what it does not do. */
    static final class CallingService implements Service {
        @Override
        public String name() {
            return "kinesis";
        }

        @Override
        public Definition define(Environment environment) {
            return Definition.of("kinesis", KinesisClient.class)
                    .protocols(Protocols.awsJson11(), Protocols.kinesisCbor())
                    .signing(SigningProfile.of(ErrorFamily.JSON, "kinesis"))
                    .chapter(Calling.class, Calling::new)
                    .actions(new ActionTable()
                            .on(CreateStreamRequest.class, (r, call) -> Permission.of("kinesis:CreateStream", "*")));
        }
    }

    /** A chapter. */
    public static final class Calling implements KinesisClient {
        private final Call call;

        Calling(Call call) {
            this.call = call;
        }

        @Override
        public CreateStreamResponse createStream(CreateStreamRequest request) {
            try {
                call.client(XRayClient.class).deleteGroup(group -> group.groupName("none"));
            } catch (AwsServiceException e) {
                SEEN.add(e.statusCode() + " " + e.awsErrorDetails().errorCode());
            }
            return CreateStreamResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void everyFailureOfACalledServiceIsAnExceptionOfTheSdk() {
        try (KinesisClient kinesis = SERVER.client(KinesisClient.builder())) {
            kinesis.createStream(request -> request.streamName("any"));
        }

        assertThat(SEEN).containsExactly("501 NotImplemented");
    }
}

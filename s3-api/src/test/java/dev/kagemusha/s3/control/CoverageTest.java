package dev.kagemusha.s3.control;

import dev.kagemusha.protocol.model.SdkBindings;
import dev.kagemusha.testing.CoverageRules;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3control.S3ControlClient;

final class CoverageTest {
    @Test
    void eachOperationHasOneChapterAndAnEntry() throws Exception {
        CoverageRules.check(new S3ControlService());
    }

    @Test
    void routesAreThoseOfTheSdksMarshallers() throws Exception {
        SdkBindings.assertSameRoutes(S3ControlClient.class);
    }
}

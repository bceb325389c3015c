package dev.kagemusha.service;

import dev.kagemusha.testing.CoverageRules;
import dev.kagemusha.testing.services.SmallCloudWatch;
import dev.kagemusha.testing.services.SmallKinesis;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.Test;

final class CoverageTest {
    @Test
    void eachOperationHasOneChapterAndAnEntry() throws Exception {
        CoverageRules.check(new SmallXRay());
        CoverageRules.check(new SmallCloudWatch());
        CoverageRules.check(new SmallKinesis());
    }
}

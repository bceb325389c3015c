package dev.kagemusha.identity.sts;

import dev.kagemusha.testing.CoverageRules;
import org.junit.jupiter.api.Test;

final class CoverageTest {
    @Test
    void eachOperationHasOneChapterAndAnEntry() throws Exception {
        CoverageRules.check(new StsService());
    }
}

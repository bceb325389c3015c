package dev.kagemusha.s3.service;

import dev.kagemusha.testing.CoverageRules;
import org.junit.jupiter.api.Test;

final class CoverageTest {
    @Test
    void eachOperationHasOneChapterAndAnEntry() throws Exception {
        CoverageRules.check(new S3Service());
    }
}

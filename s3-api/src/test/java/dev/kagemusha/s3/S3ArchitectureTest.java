package dev.kagemusha.s3;

import dev.kagemusha.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class S3ArchitectureTest {
    @Test
    void keepsToTheRules() {
        ArchitectureRules.check();
    }
}

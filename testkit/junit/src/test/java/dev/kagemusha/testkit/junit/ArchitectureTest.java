package dev.kagemusha.testkit.junit;

import dev.kagemusha.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    @Test
    void roomsSeeOnlyWhatTheyMay() {
        ArchitectureRules.check();
    }
}

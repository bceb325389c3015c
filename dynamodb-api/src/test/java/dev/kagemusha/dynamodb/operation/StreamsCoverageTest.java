package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.CoverageRules;
import org.junit.jupiter.api.Test;

final class StreamsCoverageTest {
    @Test
    void eachOperationHasOneChapterAndAnEntry() throws Exception {
        CoverageRules.check(new DynamoDbStreamsService());
    }
}

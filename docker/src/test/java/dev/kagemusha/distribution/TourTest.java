package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** The README says what really is said. Skipped where the AWS CLI is not installed. */
final class TourTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @TempDir
    Path directory;

    @Test
    void saysWhatTheReadmeSays() throws Exception {
        String aws = Child.firstThatWorks(directory, List.of("/usr/bin/aws", "/usr/local/bin/aws", "aws"), "--version");
        assumeFalse(aws.isEmpty(), "the AWS CLI is not installed");

        Tour.take(directory, aws, SERVER.port());
    }
}

package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.services.SmallKinesis;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Every protocol through a client that shares no line with ours: the functions of {@code boto3_calls.py}, a test each.
 * Skipped where Python has no boto3.
 */
final class Boto3Test {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new SmallXRay(), new SmallKinesis());

    @TempDir
    Path directory;

    @TestFactory
    List<DynamicTest> boto3Agrees() throws Exception {
        String python = Child.firstThatWorks(directory, List.of("/usr/bin/python3", "python3"), "-c", "import boto3");
        assumeFalse(python.isEmpty(), "Python with boto3 is not installed");
        Path script = directory.resolve("boto3_calls.py");
        try (InputStream source = Objects.requireNonNull(Boto3Test.class.getResourceAsStream("boto3_calls.py"))) {
            Files.copy(source, script);
        }

        Child.Ended ended = Child.run(directory, python, script.toString(), Integer.toString(SERVER.port()));

        // Each function's outcome stands before its text: "passed name", or "failed name" and a traceback.
        List<String> outcomes = ended.output()
                .lines()
                .filter(line -> line.startsWith("passed ") || line.startsWith("failed "))
                .toList();
        assertThat(outcomes).as(ended.output()).hasSizeGreaterThan(10);
        return outcomes.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line.substring(7),
                        () -> assertThat(line).as(ended.output()).startsWith("passed ")))
                .toList();
    }
}

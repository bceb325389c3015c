package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a cold JVM takes to its first answer, and what each further test class costs; the best of a few runs, as others may be busy. */
@Tag("slow")
final class StartupTest {
    private static final int RUNS = 5;
    private static final long COLD_MILLIS = 1500;
    private static final long CLASS_MILLIS = 20;

    @TempDir
    Path directory;

    @Test
    void answersSoonAndCostsLittleForEachClass() throws IOException, InterruptedException {
        List<Long> cold = new ArrayList<>();
        List<Long> classes = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            List<Long> further = new ArrayList<>();
            for (String line : run().lines().toList()) {
                if (line.startsWith("cold ")) {
                    cold.add(Long.valueOf(line.substring(5)));
                } else if (line.startsWith("class ")) {
                    further.add(Long.valueOf(line.substring(6)));
                }
            }
            // The first of them is the first to call S3 and KMS: it pays for their classes.
            classes.add(Collections.max(further.subList(1, further.size())));
        }
        System.out.println("first call in a cold JVM after " + cold + " ms; dearest further class " + classes + " ms");
        assertThat(Collections.min(cold)).isLessThan(COLD_MILLIS);
        assertThat(Collections.min(classes)).isLessThan(CLASS_MILLIS);
    }

    private String run() throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "run", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StartupRun.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}

package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a cold JVM takes to its first answer, and what the extension costs in each further test class. The best of a few runs; where others
 * keep the machine busy, what the processors worked on the way is what counts.
 */
@Tag("slow")
final class StartupTest {
    private static final int RUNS = 5;
    private static final long COLD_MILLIS = 1500;
    private static final long CLASS_MILLIS = 20;

    @TempDir
    Path directory;

    /** Time by the clock, and processors' time. */
    private record Cost(long millis, long cpu) {
        static Cost parse(String line) {
            String[] words = line.split(" ", -1);
            return new Cost(Long.parseLong(words[1]), Long.parseLong(words[2]));
        }

        long counted() {
            OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
            return machine.getSystemLoadAverage() > machine.getAvailableProcessors() ? Math.min(millis, cpu) : millis;
        }
    }

    @Test
    void answersSoonAndCostsLittleForEachClass() throws IOException, InterruptedException {
        List<Cost> cold = new ArrayList<>();
        List<Cost> classes = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            List<Cost> further = new ArrayList<>();
            for (String line : run().lines().toList()) {
                if (line.startsWith("cold ")) {
                    cold.add(Cost.parse(line));
                } else if (line.startsWith("class ")) {
                    further.add(Cost.parse(line));
                }
            }
            classes.add(each(further));
        }
        System.out.println("first call in a cold JVM after " + cold + ", each further class " + classes);
        assertThat(cold.stream().mapToLong(Cost::counted).min().orElseThrow()).isLessThan(COLD_MILLIS);
        assertThat(classes.stream().mapToLong(Cost::counted).min().orElseThrow())
                .isLessThan(CLASS_MILLIS);
    }

    /** The mean of all but the first, whose clients of S3 and KMS are the first of their kind. */
    private static Cost each(List<Cost> further) {
        List<Cost> same = further.subList(1, further.size());
        return new Cost(
                same.stream().mapToLong(Cost::millis).sum() / same.size(),
                same.stream().mapToLong(Cost::cpu).sum() / same.size());
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

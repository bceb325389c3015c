package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The Kinesis Client Library reads a table's stream through AWS's own adapter: {@code KclReader.java}, in a process and
 * with libraries of its own. Skipped where Maven cannot get them.
 */
final class KclTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final long PATIENCE_MINUTES = 5;

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void readsAStreamAcrossShards() throws Exception {
        copy("pom.xml");
        copy("KclReader.java");
        Path libraries = directory.resolve("libraries");
        assumeTrue(
                run(List.of("mvn", "-B", "-q", "dependency:build-classpath", "-Dmdep.outputFile=" + libraries)),
                "Maven cannot get the adapter");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        boolean ended = run(List.of(
                java,
                "-cp",
                Files.readString(libraries).strip(),
                "KclReader.java",
                SERVER.uri().toString()));

        String output = Files.readString(directory.resolve("output"));
        assertThat(ended).as(output).isTrue();
        assertThat(output.lines()).contains("first 10", "ended", "second 20");
    }

    private void copy(String name) throws IOException {
        try (InputStream source = Objects.requireNonNull(KclTest.class.getResourceAsStream("kcl/" + name))) {
            Files.copy(source, directory.resolve(name));
        }
    }

    private boolean run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            return false; // there is no such program
        }
        try {
            return process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}

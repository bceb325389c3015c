package dev.kagemusha.distribution;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A gibibyte up and down again by those who know how to: the transfer managers of the SDKs, in parts and in one piece, with their
 * checksums. Programs and libraries of their own are in {@code transfers/}; each is skipped where what it needs cannot be had. The server
 * has its usual small heap.
 */
@Tag("slow")
final class TransfersTest {
    private static final long SIZE = 1L << 30;
    private static final long PATIENCE_SECONDS = 900;
    private static final long MOST_MEMORY = 700L << 20;

    @TempDir
    static Path directory;

    private static Path file = Path.of("");

    private String output = "";

    @BeforeAll
    static void makeTheFile() throws IOException {
        file = directory.resolve("file");
        Random random = new Random(1);
        byte[] piece = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < SIZE; written += piece.length) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    @AfterAll
    static void tell() throws IOException {
        Files.deleteIfExists(file);
    }

    @BeforeEach
    void copyPrograms() throws IOException {
        for (String name : List.of("pom.xml", "Transfers.java", "transfers.py", "transfers.mjs", "package.json")) {
            Path target = directory.resolve(name);
            if (!Files.exists(target)) {
                try (InputStream source =
                        Objects.requireNonNull(TransfersTest.class.getResourceAsStream("transfers/" + name))) {
                    Files.copy(source, target);
                }
            }
        }
    }

    @AfterEach
    void print() {
        System.out.println(output);
    }

    /** Runs a program with endpoint, bucket and file as its last arguments; answers what it says came back. */
    private List<String> transfer(String... command) throws Exception {
        Path data = Files.createTempDirectory(directory, "data");
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString())) {
            S3Client s3 = server.client(S3Client.builder().forcePathStyle(true));
            s3.createBucket(b -> b.bucket("transfers"));
            String[] all = java.util.Arrays.copyOf(command, command.length + 3);
            all[command.length] = "http://localhost:" + server.port();
            all[command.length + 1] = "transfers";
            all[command.length + 2] = file.toString();
            Child.Ended ended = Child.run(directory, PATIENCE_SECONDS, all);
            output = ended.output() + "peak of the server: " + (server.peakMemory() >> 20) + " MiB";
            assertThat(ended.exit()).as(ended.output()).isZero();
            assertThat(server.peakMemory()).isLessThan(MOST_MEMORY);
            s3.listObjectsV2(l -> l.bucket("transfers"))
                    .contents()
                    .forEach(o -> s3.deleteObject(d -> d.bucket("transfers").key(o.key())));
            server.terminate();
            int stopped = server.exit();
            assertThat(stopped).isEqualTo(128 + 15);
            return ended.output()
                    .lines()
                    .filter(line -> line.startsWith("same ") || line.startsWith("other "))
                    .toList();
        }
    }

    @Test
    void theTransferManagerOfTheSdkForJavaAndTheCrt() throws Exception {
        assumeTrue(
                Child.fetch(directory, "mvn", "-B", "-q", "dependency:build-classpath", "-Dmdep.outputFile=libraries"),
                "Maven cannot get the transfer manager");

        assertThat(transfer(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Files.readString(directory.resolve("libraries")).strip(),
                        "Transfers.java"))
                .containsExactly(
                        "same java CRC32 parts",
                        "same java-sha256 SHA256 parts",
                        "same crt CRC32 parts",
                        "same crt-crc32c CRC32C parts");
    }

    @Test
    void boto3() throws Exception {
        String python = Child.firstThatWorks(directory, List.of("/usr/bin/python3", "python3"), "-c", "import boto3");
        assumeFalse(python.isEmpty(), "Python with boto3 is not installed");

        // Before 1.36 it computes what it is told to, and no more.
        assertThat(transfer(python, "transfers.py"))
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.startsWith("same "))
                .contains("same SHA256 SHA256 parts");
    }

    @Test
    void theSdkForJavaScript() throws Exception {
        assumeTrue(
                Child.fetch(directory, "npm", "install", "--no-audit", "--no-fund", "--silent"),
                "npm cannot get the SDK");

        assertThat(transfer("node", "transfers.mjs"))
                .containsExactly("same parts CRC32 parts", "same parts-SHA256 SHA256 parts", "same whole CRC32 whole");
    }
}

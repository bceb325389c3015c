package dev.kagemusha.distribution;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The image {@code kagemusha:latest} (or that of {@code -Dkagemusha.image}) as {@code docker/build} made it, in an engine: {@code
 * .ci/image} brings both.
 */
@Tag("image")
final class ImageTest {
    private static final List<String> CONFINED = List.of(
            "--read-only",
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
            "--memory",
            "256m",
            "--memory-swap",
            "256m");
    private static final int MB = 1_000_000;

    @TempDir
    Path directory;

    private static void createTable(DynamoDbClient client) {
        client.createTable(r -> r.tableName("music")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH)));
    }

    private String imageInspect(String format) throws Exception {
        return Container.docker(directory, "image", "inspect", "-f", format, Container.IMAGE);
    }

    private long bytesOfCache() throws Exception {
        return Long.parseLong(Container.docker(
                        directory,
                        "run",
                        "--rm",
                        "--network=none",
                        "--entrypoint=sh",
                        Container.IMAGE,
                        "-c",
                        "wc -c < /opt/kagemusha/aot/kagemusha.aot")
                .strip());
    }

    // ---- what it is

    @Test
    void isSmall() throws Exception {
        long cache = bytesOfCache();
        long all = Long.parseLong(imageInspect("{{.Size}}"));

        assertThat(cache).isLessThan(60 * MB);
        assertThat(all - cache).isLessThan(140 * MB);
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(imageInspect("{{json .Config.Labels}}"))
                .contains(
                        "\"org.opencontainers.image.title\":\"Kagemusha\"",
                        "\"org.opencontainers.image.licenses\":\"Apache-2.0\"",
                        "\"org.opencontainers.image.base.name\":\"debian:12-slim\"")
                .containsPattern("\"org.opencontainers.image.version\":\"\\d+\\.\\d+\\.\\d+")
                .containsPattern("\"org.opencontainers.image.revision\":\"[0-9a-f]{40}\"")
                .containsPattern("\"org.opencontainers.image.created\":\"20\\d\\d-")
                .contains("\"org.opencontainers.image.description\":");
        assertThat(
                        imageInspect(
                                "{{.Config.User}} {{.Config.StopSignal}} {{json .Config.Volumes}} {{json .Config.ExposedPorts}}"))
                .isEqualTo("1000:1000 SIGTERM {\"/var/lib/kagemusha\":{}} {\"4566/tcp\":{}}");
    }

    @Test
    void usesItsCache() throws Exception {
        // "on": the JVM refuses to start without a cache that fits
        Child.Ended ended = Container.dockerEnds(
                directory,
                "run",
                "--rm",
                "--network=none",
                "-e",
                "KAGEMUSHA_JAVA_OPTS=-XX:AOTMode=on",
                Container.IMAGE,
                "--version");

        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output()).containsPattern("(?m)^kagemusha \\d+\\.\\d+\\.\\d+");
    }

    // ---- how it runs

    @Test
    void runsConfined() throws Exception {
        try (Container container = Container.ready(directory, CONFINED)) {
            assertThat(container.exec("id", "-u")).isEqualTo("1000");
            assertThat(container.exec("sh", "-c", "grep ^CapEff /proc/1/status"))
                    .endsWith("\t0000000000000000");

            DynamoDbClient dynamoDb = container.client(DynamoDbClient.builder());
            createTable(dynamoDb);
            dynamoDb.putItem(r -> r.tableName("music").item(Map.of("artist", AttributeValue.fromS("Ōtomo"))));
            KmsClient kms = container.client(KmsClient.builder());
            String key = kms.createKey().keyMetadata().arn();
            S3Client s3 = container.client(S3Client.builder().forcePathStyle(true));
            s3.createBucket(r -> r.bucket("photos"));
            byte[] large = new byte[30 << 20];
            s3.putObject(
                    r -> r.bucket("photos")
                            .key("large")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromBytes(large));

            assertThat(s3.getObjectAsBytes(r -> r.bucket("photos").key("large")).asByteArrayUnsafe())
                    .isEqualTo(large);
            assertThat(container.logs()).doesNotContain("Exception", "WARNING");
            assertThat(container.inspect("{{.State.OOMKilled}}")).isEqualTo("false");
        }
    }

    @Test
    void turnsHealthyAndUnhealthy() throws Exception {
        try (Container container = Container.ready(
                directory, List.of("--health-interval=1s", "--health-retries=1", "--health-timeout=1s"))) {
            Container.await("healthy", () -> container.inspect("{{.State.Health.Status}}"), "healthy"::equals);
            Container.docker(directory, "kill", "-s", "STOP", container.id());
            Container.await("unhealthy", () -> container.inspect("{{.State.Health.Status}}"), "unhealthy"::equals);
            Container.docker(directory, "kill", "-s", "CONT", container.id());
            Container.await("healthy", () -> container.inspect("{{.State.Health.Status}}"), "healthy"::equals);
        }
    }

    @Test
    void idlesInLittleMemory() throws Exception {
        try (Container container = Container.ready(directory, CONFINED)) {
            container.client(DynamoDbClient.builder()).listTables();

            // What the engine shows: all memory of the container but file pages that could go at once.
            String used = Container.await(
                    "at most 110 MB",
                    () -> Container.docker(
                            directory, "stats", "--no-stream", "--format", "{{.MemUsage}}", container.id()),
                    text -> megabytes(text) <= 110);
            assertThat(megabytes(used)).isGreaterThan(20);
        }
    }

    /** Of {@code 83.2MiB / 256MiB}. */
    private static double megabytes(String usage) {
        String used = usage.substring(0, usage.indexOf(" /"));
        int unit = used.indexOf("MiB");
        assertThat(unit).as(usage).isPositive();
        return Double.parseDouble(used.substring(0, unit)) * 1.048_576;
    }

    @Test
    void stopsWithinTwoSeconds() throws Exception {
        try (Container container = Container.ready(directory, CONFINED)) {
            createTable(container.client(DynamoDbClient.builder()));
            long before = System.nanoTime();
            int exit = container.stop();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);

            assertThat(exit).isEqualTo(128 + 15);
            assertThat(took).isLessThan(2_000);
            assertThat(container.logs()).doesNotContain("Exception", "WARNING");
        }
    }

    @Test
    void keepsItsStateInTheVolume() throws Exception {
        String volume = "kagemusha-test-" + ProcessHandle.current().pid();
        List<String> options = List.of("--read-only", "--cap-drop", "ALL", "-v", volume + ":/var/lib/kagemusha");
        Map<String, AttributeValue> kept = Map.of("artist", AttributeValue.fromS("kept"));
        Map<String, AttributeValue> killed = Map.of("artist", AttributeValue.fromS("killed"));
        try {
            try (Container first = Container.ready(directory, options)) {
                DynamoDbClient client = first.client(DynamoDbClient.builder());
                createTable(client);
                client.putItem(r -> r.tableName("music").item(kept));
                first.stop();
            }
            try (Container second = Container.ready(directory, options)) {
                DynamoDbClient client = second.client(DynamoDbClient.builder());
                client.putItem(r -> r.tableName("music").item(killed));
                // closed without a stop: killed
            }
            try (Container third = Container.ready(directory, options)) {
                assertThat(third.client(DynamoDbClient.builder())
                                .scan(r -> r.tableName("music"))
                                .items())
                        .containsExactlyInAnyOrder(kept, killed);
            }
        } finally {
            Container.docker(directory, "volume", "rm", "-f", volume);
        }
    }

    @Test
    void runsTheHooksOfBothFolders() throws Exception {
        Path ours = Files.createDirectories(directory.resolve("ours/boot.d"));
        Files.writeString(ours.resolve("1.json"), "{\"s3\": {\"CreateBucket\": {\"Bucket\": \"photos\"}}}");
        Path theirs = Files.createDirectories(directory.resolve("theirs/ready.d"));
        Path script =
                Files.writeString(theirs.resolve("init.sh"), "#!/bin/bash\necho \"for $AWS_ENDPOINT_URL\"\nsleep 3\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> options = List.of(
                "--read-only",
                "--health-interval=1s",
                "-v",
                directory.resolve("ours") + ":/etc/kagemusha/init:ro",
                "-v",
                directory.resolve("theirs") + ":/etc/localstack/init:ro");

        try (Container container = Container.launch(directory, options)) {
            Container.await("asked", () -> container.logs(), log -> log.contains("for http://localhost:4566"));
            assertThat(container.logs()).doesNotContain("Ready.");
            assertThat(container.inspect("{{.State.Health.Status}}")).isEqualTo("starting");
            container.awaitReady();

            assertThat(container
                            .client(S3Client.builder().forcePathStyle(true))
                            .listBuckets()
                            .buckets())
                    .hasSize(1);
            Container.await("healthy", () -> container.inspect("{{.State.Health.Status}}"), "healthy"::equals);
        }
    }

    @Test
    void takesTheTour() throws Exception {
        String aws = Child.firstThatWorks(directory, List.of("/usr/bin/aws", "/usr/local/bin/aws", "aws"), "--version");
        assertThat(aws).as("the AWS CLI").isNotEmpty();
        try (Container container = Container.ready(directory, CONFINED)) {
            Tour.take(directory, aws, container.port());
        }
    }

    @Test
    void refusesABadFlagInOneLine() throws Exception {
        try (Container container = Container.launch(directory, List.of(), "--prot=1")) {
            assertThat(container.exit()).isEqualTo(2);
            assertThat(container.logs()).isEqualTo("kagemusha: unknown flag --prot; see --help");
        }
    }

    @Test
    void startsAsLocalStacksImageDoes() throws Exception {
        // How Testcontainers' module for LocalStack starts it: a shell that waits for a script, which runs LocalStack's
        // entry.
        List<String> options =
                List.of("--entrypoint", "/usr/local/bin/docker-entrypoint.sh", "-e", "SERVICES=s3,dynamodb");
        try (Container container = Container.ready(directory, options)) {
            assertThat(container.client(DynamoDbClient.builder()).listTables().tableNames())
                    .isEmpty();
        }
    }
}

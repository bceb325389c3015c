package dev.kagemusha.distribution;

import dev.kagemusha.testing.RawHttp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** The emulator as a process: how it refuses to start, how it stops, and what is left when it is killed. */
final class LaunchTest {
    @TempDir
    Path directory;

    private static S3ClientBuilder s3() {
        return S3Client.builder().forcePathStyle(true);
    }

    /** Each file below with its size. */
    private static List<String> tree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            List<String> found = new ArrayList<>();
            for (Path path : (Iterable<Path>) all.sorted()::iterator) {
                found.add(root.relativize(path) + (Files.isRegularFile(path) ? " " + Files.size(path) : "/"));
            }
            return found;
        }
    }

    private void assertRefuses(String line, Path untouched, String... arguments) throws Exception {
        List<String> before = tree(untouched);
        try (ServerProcess server = ServerProcess.launch(directory, arguments)) {
            assertThat(server.exit()).as(server.output()).isEqualTo(2);
            assertThat(server.output()).isEqualTo("kagemusha: " + line + "\n");
        }
        assertThat(tree(untouched)).isEqualTo(before);
    }

    // ---- what it cannot start with

    @Test
    void refusesABadFlag() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertRefuses("unknown flag --prot; see --help", empty, "--data-dir", empty.toString(), "--prot=1");
    }

    @Test
    void refusesAPortInUse() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertRefuses(
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
                    empty,
                    "--data-dir",
                    empty.toString(),
                    "--port=" + taken.getLocalPort());
        }
    }

    @Test
    void refusesAForeignDataDirectory() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "mine");

        assertRefuses(
                "directory " + foreign + " is not empty and not a Kagemusha data directory (it holds thesis.txt)",
                foreign,
                "--port=0",
                "--data-dir",
                foreign.toString());
    }

    @Test
    void refusesADataDirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        assertRefuses(
                "data directory " + file + " is not a directory", file, "--port=0", "--data-dir", file.toString());
    }

    @Test
    void refusesADataDirectoryThatCannotBeWritten() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        // Nobody may write here, not even root.
        Path unwritable = Files.isWritable(closed) ? Path.of("/proc/kagemusha") : closed.resolve("data");
        try (ServerProcess server = ServerProcess.launch(directory, "--port=0", "--data-dir", unwritable.toString())) {
            assertThat(server.exit()).as(server.output()).isEqualTo(2);
            assertThat(server.output())
                    .startsWith("kagemusha: data directory " + unwritable + " cannot be used: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void refusesAStoreWithoutItsRootKey() throws Exception {
        Path data = directory.resolve("data");
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        String other = Base64.getEncoder().encodeToString("another key of thirty-two bytes.".getBytes(US_ASCII));
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString(), "--root-key", key)) {
            String id = server.client(KmsClient.builder())
                    .createKey(r -> r.description("kept"))
                    .keyMetadata()
                    .keyId();
            assertThat(id).isNotEmpty();
            assertThat(server.output()).doesNotContain(key);
            server.terminate();
            assertThat(server.exit()).isEqualTo(143);
        }
        assertThat(data.resolve("root.key")).doesNotExist();
        try (ServerProcess without = ServerProcess.launch(directory, "--port=0", "--data-dir", data.toString())) {
            assertThat(without.exit()).as(without.output()).isEqualTo(2);
            assertThat(without.output())
                    .isEqualTo("kagemusha: data directory " + data
                            + " cannot be opened without its root key: it has no file root.key, and none is given"
                            + " (--root-key or KAGEMUSHA_ROOT_KEY)\n");
        }
        try (ServerProcess wrong =
                ServerProcess.launch(directory, "--port=0", "--data-dir", data.toString(), "--root-key=" + other)) {
            assertThat(wrong.exit()).as(wrong.output()).isEqualTo(2);
            assertThat(wrong.output())
                    .isEqualTo("kagemusha: data directory " + data + " was made under another root key\n");
        }
        assertThat(data.resolve("root.key")).doesNotExist();
        try (ServerProcess again = ServerProcess.ready(directory, "--data-dir", data.toString(), "--root-key", key)) {
            assertThat(again.client(KmsClient.builder()).listKeys().keys()).hasSize(1);
        }
    }

    @Test
    void refusesADataDirectoryInUse() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess first = ServerProcess.ready(directory, "--data-dir", data.toString());
                ServerProcess second = ServerProcess.launch(directory, "--port=0", "--data-dir", data.toString())) {
            assertThat(second.exit()).isEqualTo(2);
            assertThat(second.output())
                    .isEqualTo("kagemusha: data directory " + data + " is in use by another process\n");
            assertThat(first.client(DynamoDbClient.builder()).listTables().tableNames())
                    .isEmpty();
        }
    }

    @Test
    void refusesAnAccessLogThatCannotBe() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertRefuses(
                "--access-log is stdout, off or a file that can be written, not " + empty,
                empty,
                "--port=0",
                "--data-dir",
                empty.toString(),
                "--access-log",
                empty.toString());
    }

    @Test
    void helpIsNoError() throws Exception {
        try (ServerProcess server = ServerProcess.launch(directory, "--help")) {
            assertThat(server.exit()).isZero();
            assertThat(server.output()).contains("--data-dir=DIR", "KAGEMUSHA_DATA_DIR");
        }
    }

    // ---- how it stops

    @Test
    void stopsWithinTwoSecondsAndLeavesNothingTemporary() throws Exception {
        try (ServerProcess server = ServerProcess.ready(directory)) {
            server.client(DynamoDbClient.builder()).listTables();
            long before = System.nanoTime();
            server.terminate();
            assertThat(server.exit()).isEqualTo(128 + 15);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                    .isLessThan(2_000);
            assertThat(server.output()).doesNotContain("Exception", "WARNING");
        }
        assertThat(tree(directory.resolve("tmp"))).containsExactly("/");
    }

    @Test
    void finishesWhatRunsBeforeItStops() throws Exception {
        try (ServerProcess server = ServerProcess.ready(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RawHttp.Answer fault = RawHttp.send(
                    server.port(),
                    "{\"operation\":\"ListTables\",\"delay\":\"PT0.7S\"}",
                    "POST /_kagemusha/faults HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json");
            assertThat(fault.status()).isEqualTo(200);
            DynamoDbClient client = server.client(DynamoDbClient.builder());
            Future<List<String>> running =
                    threads.submit(() -> client.listTables().tableNames());
            TimeUnit.MILLISECONDS.sleep(300); // the call is under way
            server.terminate();

            assertThat(running.get()).isEmpty();
            assertThat(server.exit()).isEqualTo(128 + 15);
        }
    }

    // ---- what a kill leaves

    @Test
    void keepsWhatWasAcknowledgedThroughAKill() throws Exception {
        killAndCompare(40);
    }

    @Test
    @Tag("slow")
    void keepsWhatWasAcknowledgedThroughManyKills() throws Exception {
        Random random = new Random();
        for (int round = 0; round < 12; round++) {
            killAndCompare(random.nextInt(1, 400));
        }
    }

    private void killAndCompare(int writes) throws Exception {
        Path data = directory.resolve("data");
        String run = "run" + System.nanoTime();
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString())) {
            DynamoDbClient dynamo = server.client(DynamoDbClient.builder());
            S3Client s3 = server.client(s3());
            dynamo.createTable(r -> r.tableName(run)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
            s3.createBucket(r -> r.bucket(run));
            try (var threads = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < 4; i++) {
                    int thread = i;
                    threads.execute(() -> writeUntilItDies(dynamo, s3, run, thread, acknowledged));
                }
                while (acknowledged.size() < writes) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                server.kill();
            }
        }
        try (ServerProcess server = ServerProcess.ready(directory, "--data-dir", data.toString())) {
            DynamoDbClient dynamo = server.client(DynamoDbClient.builder());
            S3Client s3 = server.client(s3());
            for (String name : acknowledged) {
                int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                if (number % 3 == 0) {
                    assertThat(s3.getObjectAsBytes(r -> r.bucket(run).key(name)).asByteArray())
                            .as(name)
                            .isEqualTo(content(number));
                } else {
                    assertThat(dynamo.getItem(r -> r.tableName(run).key(Map.of("pk", AttributeValue.fromS(name))))
                                    .item())
                            .as(name)
                            .containsEntry("n", AttributeValue.fromN(Integer.toString(number)));
                }
            }
        }
    }

    /** Every third write is an object, every other one of these large enough for a file of its own. */
    private static void writeUntilItDies(
            DynamoDbClient dynamo, S3Client s3, String run, int thread, ConcurrentLinkedQueue<String> acknowledged) {
        for (int n = 0; ; n++) {
            int number = n;
            String name = thread + "-" + number;
            try {
                if (number % 3 == 0) {
                    s3.putObject(r -> r.bucket(run).key(name), RequestBody.fromBytes(content(number)));
                } else {
                    dynamo.putItem(r -> r.tableName(run)
                            .item(Map.of(
                                    "pk",
                                    AttributeValue.fromS(name),
                                    "n",
                                    AttributeValue.fromN(Integer.toString(number)))));
                }
                acknowledged.add(name);
            } catch (SdkException e) {
                return; // the server is dead
            }
        }
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[number % 2 == 0 ? 200_000 : 2_000];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }
}

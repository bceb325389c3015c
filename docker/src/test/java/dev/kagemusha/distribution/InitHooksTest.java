package dev.kagemusha.distribution;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Scripts and seeds of the user's folders, through a real server. */
final class InitHooksTest {
    private static final String SEED = """
            [{"kms": {
                "CreateKey": {"$as": "orders", "Description": "orders"},
                "CreateAlias": {"AliasName": "alias/orders", "TargetKeyId": "${orders.KeyMetadata.KeyId}"}},
              "dynamodb": {
                "CreateTable": {
                  "TableName": "music",
                  "BillingMode": "PAY_PER_REQUEST",
                  "AttributeDefinitions": [{"AttributeName": "artist", "AttributeType": "S"}],
                  "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}]},
                "PutItem": [
                  {"TableName": "music", "Item": {"artist": {"S": "Ōtomo"}, "plays": {"N": "1"}, "raw": {"B": "AAEC"}}},
                  {"TableName": "music", "Item": {"artist": {"S": "Acme"}, "tags": {"L": [{"S": "a"}, {"NULL": true}]}}}]},
              "s3": {
                "CreateBucket": {"Bucket": "photos"},
                "PutObject": [
                  {"Bucket": "photos", "Key": "hello.txt", "Body": "Hello", "ContentType": "text/plain",
                   "Metadata": {"from": "seed"}, "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/orders"},
                  {"Bucket": "photos", "Key": "file", "Body": {"File": "data/file.bin"}}]}},
             {"region": "eu-west-1", "account": "111122223333",
              "kms": {"CreateKey": {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}},
              "cloudwatch": {"PutMetricAlarm": {"AlarmName": "late", "Namespace": "n", "MetricName": "m", "Period": 60,
                "EvaluationPeriods": 1, "Threshold": 0.25, "Statistic": "Sum", "ComparisonOperator": "LessThanThreshold"}}}]
            """;

    @TempDir
    Path directory;

    private Path init() {
        return directory.resolve("init");
    }

    private Path write(String name, String content) throws IOException {
        Path file = init().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        if (name.endsWith(".sh")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return file;
    }

    private RunningServer start(String... flags) {
        String[] all = java.util.Arrays.copyOf(flags, flags.length + 2);
        all[flags.length] = "init-dir";
        all[flags.length + 1] = init().toString();
        return RunningServer.withFlags(all).start();
    }

    private static String get(RunningServer server, String path) throws IOException {
        return RawHttp.send(server.port(), "", "GET " + path + " HTTP/1.1", "Host: localhost")
                .text();
    }

    private static S3Client s3(RunningServer server) {
        return server.client(S3Client.builder().forcePathStyle(true));
    }

    private static final Map<String, AttributeValue> OTOMO = Map.of("artist", AttributeValue.fromS("Ōtomo"));

    // ---- seeds

    @Test
    void plantsSeedsBeforeTheFirstRequest() throws Exception {
        write("boot.d/10-all.json", SEED);
        write("boot.d/data/file.bin", "from a file");

        try (RunningServer server = start()) {
            DynamoDbClient dynamoDb = server.client(DynamoDbClient.builder());
            assertThat(dynamoDb.getItem(r -> r.tableName("music").key(OTOMO)).item())
                    .containsEntry("plays", AttributeValue.fromN("1"))
                    .hasSize(3);
            assertThat(dynamoDb.getItem(r -> r.tableName("music").key(Map.of("artist", AttributeValue.fromS("Acme"))))
                            .item()
                            .get("tags")
                            .l())
                    .containsExactly(AttributeValue.fromS("a"), AttributeValue.fromNul(true));
            HeadObjectResponse hello =
                    s3(server).headObject(r -> r.bucket("photos").key("hello.txt"));
            String key = server.client(KmsClient.builder())
                    .describeKey(r -> r.keyId("alias/orders"))
                    .keyMetadata()
                    .arn();
            assertThat(hello.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
            assertThat(hello.ssekmsKeyId()).isEqualTo(key);
            assertThat(hello.contentType()).isEqualTo("text/plain");
            assertThat(hello.metadata()).containsExactly(Map.entry("from", "seed"));
            assertThat(s3(server)
                            .getObjectAsBytes(r -> r.bucket("photos").key("file"))
                            .asUtf8String())
                    .isEqualTo("from a file");
            KmsClient elsewhere =
                    server.server().errands().outside(KmsClient.class, new Caller.Root("111122223333"), "eu-west-1");
            assertThat(elsewhere.listKeys(r -> {}).keys()).hasSize(1);
            assertThat(server.client(CloudWatchClient.builder())
                            .describeAlarms()
                            .metricAlarms())
                    .isEmpty();
            assertThat(get(server, "/_kagemusha/init"))
                    .contains("\"name\":\"10-all.json\",\"state\":\"SUCCESSFUL\"", "\"message\":\"10 made\"");
            assertThat(get(server, "/_kagemusha/audit"))
                    .contains("\"operation\":\"PutMetricAlarm\"", "arn:aws:iam::111122223333:root", "eu-west-1");
        }
    }

    @Test
    void plantsTheSeedOfTheManual() throws Exception {
        String page = Files.readString(Path.of("../docs/init-hooks.md"));
        int from = page.indexOf("```json\n") + "```json\n".length();
        write("boot.d/orders.json", page.substring(from, page.indexOf("```", from)));
        write("boot.d/data/1.pdf", "%PDF");

        try (RunningServer server = start()) {
            assertThat(get(server, "/_kagemusha/init"))
                    .contains("\"name\":\"orders.json\",\"state\":\"SUCCESSFUL\"", "\"message\":\"8 made\"");
        }
    }

    @Test
    void plantsOnceInAStore() throws Exception {
        write("ready.d/all.json", SEED);
        write("ready.d/data/file.bin", "from a file");
        String data = directory.resolve("data").toString();
        try (RunningServer server = start("data-dir", data)) {
            server.server().ready();
            server.client(DynamoDbClient.builder())
                    .putItem(r -> r.tableName("music").item(OTOMO));
            s3(server).deleteObject(r -> r.bucket("photos").key("file"));
        }
        write("ready.d/more.json", "{\"s3\": {\"PutObject\": {\"Bucket\": \"photos\", \"Key\": \"more\"}}}");
        try (RunningServer server = start("data-dir", data)) {
            server.server().ready();
            assertThat(get(server, "/_kagemusha/init/ready"))
                    .contains("\"message\":\"0 made, 10 there already\"", "\"message\":\"1 made\"");
            // what was done since is left alone
            assertThat(server.client(DynamoDbClient.builder())
                            .getItem(r -> r.tableName("music").key(OTOMO))
                            .item())
                    .isEqualTo(OTOMO);
            assertThat(s3(server).listObjectsV2(r -> r.bucket("photos")).contents())
                    .extracting(o -> o.key())
                    .containsExactly("hello.txt", "more");
            assertThat(server.client(KmsClient.builder()).listKeys().keys()).hasSize(1);
        }
    }

    @Test
    void plantsAgainWhatAResetTookAway() throws Exception {
        write("boot.d/all.json", SEED);
        write("boot.d/data/file.bin", "from a file");
        String data = directory.resolve("data").toString();
        try (RunningServer server = start("data-dir", data)) {
            RawHttp.Answer reset = RawHttp.send(
                    server.port(),
                    "{\"service\": \"dynamodb\"}",
                    "POST /_kagemusha/reset HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json");
            assertThat(reset.status()).isEqualTo(200);
        }
        try (RunningServer server = start("data-dir", data)) {
            assertThat(get(server, "/_kagemusha/init")).contains("\"message\":\"3 made, 7 there already\"");
            assertThat(server.client(DynamoDbClient.builder())
                            .scan(r -> r.tableName("music"))
                            .items())
                    .hasSize(2);
        }
    }

    @Test
    void takesWhatIsThereForMade() throws Exception {
        String data = directory.resolve("data").toString();
        Files.createDirectories(init());
        try (RunningServer server = start("data-dir", data)) {
            server.client(DynamoDbClient.builder()).createTable(r -> r.tableName("music")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH)));
            s3(server).createBucket(r -> r.bucket("photos"));
            s3(server).putObject(r -> r.bucket("photos").key("kept"), RequestBody.fromString("kept"));
        }
        write("boot.d/all.json", SEED);
        write("boot.d/data/file.bin", "from a file");
        try (RunningServer server = start("data-dir", data)) {
            assertThat(get(server, "/_kagemusha/init")).contains("\"state\":\"SUCCESSFUL\"");
            assertThat(s3(server)
                            .getObjectAsBytes(r -> r.bucket("photos").key("kept"))
                            .asUtf8String())
                    .isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"dynamo": {"CreateTable": {}}} | there is no service dynamo; there are application-autoscaling,
            {"dynamodb": {"MakeTable": {}}} | there is no operation MakeTable of dynamodb
            {"dynamodb": {"DeleteTable": {"TabelName": "x"}}} | dynamodb DeleteTable 1: DeleteTable has no member TabelName; it has TableName
            {"dynamodb": {"DeleteTable": {"TableName": 1}}} | dynamodb DeleteTable 1: DeleteTable.TableName is not text: quote it
            {"dynamodb": {"DeleteTable": [{"TableName": "music"}]}} | dynamodb DeleteTable 1: ResourceNotFoundException: Requested resource not found: Table: music not found
            {"dynamodb": {"DeleteTable": {"TableName": ""}}} | dynamodb DeleteTable 1: ValidationException:
            {"dynamodb": {"ListTables": {"Limit": "x"}}} | dynamodb ListTables 1: ListTables.Limit is not a number
            {"dynamodb": {"ListTables": {"Limit": 1.5}}} | dynamodb ListTables 1: ListTables.Limit cannot be 1.5
            {"s3": {"GetObject": {"Bucket": "b", "Key": "k"}}} | s3 GetObject 1 answers with a stream; a seed has no use for it
            {"s3": {"PutObject": {"Bucket": "b", "Key": "k", "Body": {"File": "none"}}}} | s3 PutObject 1: the body cannot be read:
            {"account": "1", "s3": {}} | account is not 12 digits: 1
            {"s3": null} | null has no meaning in a seed; leave the member out
            {"s3": [] | it is not valid JSON, at line 1
            """)
    void saysWhatIsWrongWithASeed(String seed, String why) throws Exception {
        write("boot.d/seed.json", seed);

        try (RunningServer server = start()) {
            assertThat(get(server, "/_kagemusha/init/boot").replace("\\\"", "\""))
                    .contains("\"state\":\"ERROR\"")
                    .contains("\"message\":\"" + why);
        }
    }

    // ---- scripts

    @Test
    void runsScriptsInTheOrderOfTheirNames() throws Exception {
        Path out = directory.resolve("out");
        String tell = "#!/bin/sh\necho \"$0 $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID\" | sed 's|.*/||' >>" + out + "\n";
        write("ready.d/20.sh", "#!/bin/sh\necho 20 >>" + out + "\n");
        write("ready.d/10.sh", "#!/bin/sh\necho 10 $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID >>" + out + "\n");
        write("ready.d/15-fails.sh", "#!/bin/sh\nexit 3\n");
        write("ready.d/00/05.sh", "#!/bin/sh\necho 05 >>" + out + "\n");
        Files.setPosixFilePermissions(write("ready.d/17-no.sh", tell), PosixFilePermissions.fromString("rw-r--r--"));
        write("ready.d/README.md", "not a hook");
        write("boot.d/1.sh", "#!/bin/sh\necho boot >>" + out + "\n");
        write("start.d/1.sh", "#!/bin/sh\necho start >>" + out + "\n");

        try (RunningServer server = start()) {
            assertThat(get(server, "/_localstack/init/ready"))
                    .startsWith(
                            "{\"completed\":false,\"scripts\":[{\"stage\":\"READY\",\"name\":\"10.sh\",\"state\":\"UNKNOWN\"}");
            assertThat(get(server, "/_kagemusha/health")).contains("\"ready\":false");

            server.server().ready();

            assertThat(get(server, "/_kagemusha/health")).contains("\"ready\":true");
            assertThat(Files.readAllLines(out))
                    .containsExactly("boot", "start", "10 http://localhost:" + server.port() + " test", "20", "05");
            assertThat(get(server, "/_localstack/init"))
                    .startsWith(
                            "{\"completed\":{\"BOOT\":true,\"START\":true,\"READY\":true,\"SHUTDOWN\":false},\"scripts\":[")
                    .contains("{\"stage\":\"BOOT\",\"name\":\"1.sh\",\"state\":\"SUCCESSFUL\"}")
                    .contains("{\"stage\":\"READY\",\"name\":\"15-fails.sh\",\"state\":\"ERROR\"}")
                    .contains("{\"stage\":\"READY\",\"name\":\"00/05.sh\",\"state\":\"SUCCESSFUL\"}");
            assertThat(get(server, "/_kagemusha/init/ready"))
                    .contains(
                            "\"name\":\"15-fails.sh\",\"state\":\"ERROR\"", "\"message\":\"it ended with exit code 3\"")
                    .contains(
                            "\"name\":\"17-no.sh\",\"state\":\"ERROR\"",
                            "\"message\":\"it is not executable (chmod +x)\"");
            assertThat(RawHttp.send(server.port(), "", "GET /_localstack/init/never HTTP/1.1", "Host: localhost")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void isReadyWhenItsHooksAreThrough() throws Exception {
        Path out = directory.resolve("out");
        // The shell's own way to ask: there may be no other in an image.
        String ask = """
                #!/bin/bash
                exec 3<>"/dev/tcp/localhost/${AWS_ENDPOINT_URL##*:}"
                printf 'GET /_kagemusha/health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3
                echo "%s $(head -n 1 <&3 | tr -d '\\r')" >>%s
                """;
        write("ready.d/ask.sh", ask.formatted("ready", out));
        write("shutdown.d/ask.sh", ask.formatted("shutdown", out));

        try (ServerProcess server = ServerProcess.ready(directory, "--init-dir", init().toString())) {
            assertThat(Files.readAllLines(out)).containsExactly("ready HTTP/1.1 200 OK");
            server.terminate();
            assertThat(server.exit()).isEqualTo(128 + 15);
            assertThat(Files.readAllLines(out)).containsExactly("ready HTTP/1.1 200 OK", "shutdown HTTP/1.1 200 OK");
            assertThat(server.output()).doesNotContain("WARNING");
        }
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        write("ready.d/1.sh", "#!/bin/sh\nexit 1\n");
        write("boot.d/1.json", "{\"nothing\": {\"Do\": {}}}");

        try (ServerProcess server = ServerProcess.ready(directory, "--init-dir", init().toString())) {
            assertThat(server.output())
                    .contains("init hook boot.d/1.json failed: there is no service nothing")
                    .contains("init hook ready.d/1.sh failed: it ended with exit code 1")
                    .contains("Ready.");
        }
    }

    @ParameterizedTest
    @CsvSource({"boot.d", "ready.d"})
    void stopsAtAFailureWhenAskedTo(String stage) throws Exception {
        write(stage + "/1.sh", "#!/bin/sh\nexit 1\n");
        write(stage + "/2.sh", "#!/bin/sh\ntouch " + directory.resolve("second") + "\n");

        try (ServerProcess server =
                ServerProcess.launch(directory, "--port=0", "--init-failure=stop", "--init-dir", init().toString())) {
            assertThat(server.exit()).as(server.output()).isEqualTo(2);
            assertThat(server.output())
                    .contains("kagemusha: init hook " + stage + "/1.sh failed: it ended with exit code 1\n")
                    .doesNotContain("Ready.");
        }
        assertThat(directory.resolve("second")).doesNotExist();
    }

    @Test
    void endsAScriptThatStillRunsWhenItStops() throws Exception {
        Path begun = directory.resolve("begun");
        write("ready.d/1.sh", "#!/bin/sh\ntouch " + begun + "\nsleep 600\n");

        try (ServerProcess server = ServerProcess.launch(directory, "--port=0", "--init-dir", init().toString())) {
            Container.await("begun", () -> Files.exists(begun), so -> so);
            server.terminate();
            assertThat(server.exit()).isEqualTo(128 + 15);
            assertThat(server.output()).doesNotContain("Ready.");
        }
    }

    @Test
    void refusesAFolderThatIsNotThere() throws Exception {
        try (ServerProcess server = ServerProcess.launch(directory, "--port=0", "--init-dir=/nowhere")) {
            assertThat(server.exit()).isEqualTo(2);
            assertThat(server.output()).isEqualTo("kagemusha: --init-dir is not a folder: /nowhere\n");
        }
    }

    @Test
    void keepsSeedsOfLocalStacksUsersBesideOurs() throws Exception {
        write("boot.d/1.json", "{\"s3\": {\"CreateBucket\": {\"Bucket\": \"ours\"}}}");
        Path theirs = Files.createDirectories(directory.resolve("theirs/ready.d"));
        Files.writeString(theirs.resolve("1.json"), "{\"s3\": {\"CreateBucket\": {\"Bucket\": \"theirs\"}}}");

        try (RunningServer server = RunningServer.withFlags("init-dir", init() + "," + directory.resolve("theirs"))
                .start()) {
            server.server().ready();
            assertThat(s3(server).listBuckets().buckets())
                    .extracting(b -> b.name())
                    .isEqualTo(List.of("ours", "theirs"));
        }
    }
}

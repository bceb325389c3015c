package dev.kagemusha.benchmarks;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whole requests, signed and verified, from {@code wrk} over loopback; beside them, in the same run, the ceilings: a bare
 * Netty server that answers as many bytes, the same with the hashes that SigV4 needs, and RocksDB alone. Figures are the
 * server's CPU per request and their ratio to the hashing server's.
 *
 * <p>Arguments: seconds for each load (default 8), and a part of the names of the loads to run (default all).
 */
public final class SideBySide {
    private static final int DISTINCT = 400;
    private static final int WARM_UP_SECONDS = 5;
    private static final int WARM_UPS = 12;
    /** The compiler's share of a core below which a load counts as warm. */
    private static final double SETTLED = 0.01;

    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final int seconds;
    private final String only;
    private double hashingMicros;

    private SideBySide(int seconds, String only) {
        this.seconds = seconds;
        this.only = only;
    }

    public static void main(String[] arguments) {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
        new SideBySide(seconds, arguments.length > 1 ? arguments[1] : "").run();
    }

    private void run() {
        RawStore.Cost raw = RawStore.measure();
        System.out.printf("%-34s %9s %12s %8s%n", "", "req/s", "server µs", "ratio");
        System.out.printf("%-34s %9s %12.1f%n", "RocksDB alone: put 1 KB", "", raw.putMicros());
        System.out.printf("%-34s %9s %12.1f%n", "RocksDB alone: get 1 KB", "", raw.getMicros());

        int port = freePort();
        List<Wrk.Signed> puts = puts(port);
        ceiling("Netty, bare", port, "plain", puts);
        hashingMicros = ceiling("Netty with the SigV4 hashes", port, "hashing", puts);

        try (Child server = Child.java(
                OPTIONS,
                "dev.kagemusha.launch.Main",
                "--port=" + port,
                "--access-log=off",
                "--dynamodb-throttling=off")) {
            prepare(port);
            KmsLoads.prepare(port);
            Map<String, Supplier<List<Wrk.Signed>>> loads = new LinkedHashMap<>();
            loads.put("DynamoDB PutItem 1 KB", () -> puts(port));
            loads.put("DynamoDB GetItem 1 KB", () -> gets(port));
            loads.put("DynamoDB Query of 20 items", () -> queries(port));
            loads.put("S3 PutObject 4 KB", () -> putObjects(port));
            loads.put("S3 GetObject 4 KB", () -> getObjects(port));
            loads.put("S3 ListObjectsV2 of 1,000 keys", () -> lists(port));
            loads.putAll(KmsLoads.over(port));
            loads.forEach((name, requests) -> {
                if (name.contains(only)) {
                    load(name, server, port, requests);
                }
            });
            System.out.printf(
                    "%-34s %,d MB now, %,d MB at the peak%n",
                    "resident memory", server.memory("VmRSS") >> 20, server.memory("VmHWM") >> 20);
        }
        throttling(port);
    }

    /** The same reads of a table of 40,000 provisioned units, with throttling and without. */
    private void throttling(int port) {
        for (String whether : List.of("off", "on")) {
            String name = "DynamoDB GetItem, throttling " + whether;
            if (name.contains(only)) {
                try (Child server = Child.java(
                        OPTIONS,
                        "dev.kagemusha.launch.Main",
                        "--port=" + port,
                        "--access-log=off",
                        "--dynamodb-throttling=" + whether)) {
                    prepareTable(port, true);
                    load(name, server, port, () -> gets(port));
                }
            }
        }
    }

    private double ceiling(String name, int port, String mode, List<Wrk.Signed> requests) {
        try (Child server = Child.java(OPTIONS, CeilingServer.class.getName(), Integer.toString(port), "2", mode)) {
            return load(name, server, port, () -> requests);
        }
    }

    /** One load after a warm-up of the same; answers the server's CPU microseconds per request. */
    private double load(String name, Child server, int port, Supplier<List<Wrk.Signed>> requests) {
        List<Wrk.Signed> signed = requests.get();
        warmUp(server, port, signed);
        double before = server.cpuSeconds();
        Wrk.Load load = Wrk.run(port, signed, seconds);
        double micros = (server.cpuSeconds() - before) * 1e6 / load.requests();
        System.out.printf(
                "%-34s %,9.0f %12.1f %8s%n",
                name,
                load.perSecond(),
                micros,
                hashingMicros == 0 ? "" : String.format("%.2f", micros / hashingMicros));
        return micros;
    }

    /** Runs the load until the compiler has settled: on few cores it works long after the first seconds. */
    private static void warmUp(Child server, int port, List<Wrk.Signed> requests) {
        double share = 1;
        for (int round = 0; round < WARM_UPS && share > SETTLED; round++) {
            double before = server.compilerSeconds();
            Wrk.run(port, requests, WARM_UP_SECONDS);
            share = (server.compilerSeconds() - before) / WARM_UP_SECONDS;
        }
    }

    // ---- what is there

    private static void prepare(int port) {
        prepareTable(port, false);
        try (S3Client s3 = s3Builder(port).build()) {
            s3.createBucket(b -> b.bucket("bench"));
            for (int i = 0; i < 1_000; i++) {
                int n = i;
                s3.putObject(p -> p.bucket("bench").key("key-" + n), RequestBody.fromBytes(new byte[4096]));
            }
        }
    }

    @SuppressWarnings("unchecked") // the SDK's varargs of consumers
    private static void prepareTable(int port, boolean provisioned) {
        try (DynamoDbClient dynamo = DynamoDbClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            dynamo.createTable(t -> t.tableName("bench")
                    .billingMode(provisioned ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST)
                    .provisionedThroughput(
                            provisioned
                                    ? ProvisionedThroughput.builder()
                                            .readCapacityUnits(40_000L)
                                            .writeCapacityUnits(40_000L)
                                            .build()
                                    : null)
                    .attributeDefinitions(
                            a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("sk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH), k -> k.attributeName("sk")
                            .keyType(KeyType.RANGE)));
            dynamo.waiter().waitUntilTableExists(t -> t.tableName("bench"));
            for (int i = 0; i < DISTINCT; i++) {
                Map<String, AttributeValue> item = item(i);
                dynamo.putItem(p -> p.tableName("bench").item(item));
            }
            for (int i = 0; i < 20 * 20; i++) {
                Map<String, AttributeValue> item = Map.of(
                        "pk", AttributeValue.fromS("q" + i / 20),
                        "sk", AttributeValue.fromS("s" + i % 20),
                        "text", AttributeValue.fromS("x".repeat(100)));
                dynamo.putItem(p -> p.tableName("bench").item(item));
            }
        }
    }

    static S3ClientBuilder s3Builder(int port) {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create());
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }

    private static Map<String, AttributeValue> item(int i) {
        return Map.of(
                "pk", AttributeValue.fromS("p" + i),
                "sk", AttributeValue.fromS("s"),
                "number", AttributeValue.fromN(Integer.toString(i)),
                "text", AttributeValue.fromS("x".repeat(980)));
    }

    // ---- what is asked

    private static List<Wrk.Signed> puts(int port) {
        return Recorder.record(
                DynamoDbClient.builder(),
                port,
                DISTINCT,
                dynamo -> i -> dynamo.putItem(p -> p.tableName("bench").item(item(i))));
    }

    private static List<Wrk.Signed> gets(int port) {
        return Recorder.record(
                DynamoDbClient.builder(),
                port,
                DISTINCT,
                dynamo -> i -> dynamo.getItem(g -> g.tableName("bench")
                        .key(Map.of("pk", AttributeValue.fromS("p" + i), "sk", AttributeValue.fromS("s")))));
    }

    private static List<Wrk.Signed> queries(int port) {
        return Recorder.record(
                DynamoDbClient.builder(),
                port,
                20,
                dynamo -> i -> dynamo.query(q -> q.tableName("bench")
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("q" + i)))));
    }

    private static List<Wrk.Signed> putObjects(int port) {
        byte[] body = new byte[4096];
        java.util.Arrays.fill(body, (byte) 'x');
        return Recorder.record(
                s3Builder(port),
                port,
                DISTINCT,
                s3 -> i -> s3.putObject(p -> p.bucket("bench").key("key-" + i), RequestBody.fromBytes(body)));
    }

    private static List<Wrk.Signed> getObjects(int port) {
        return Recorder.record(
                s3Builder(port),
                port,
                DISTINCT,
                s3 -> i -> s3.getObject(g -> g.bucket("bench").key("key-" + i)));
    }

    private static List<Wrk.Signed> lists(int port) {
        return Recorder.record(
                s3Builder(port),
                port,
                4,
                s3 -> i -> s3.listObjectsV2(l -> l.bucket("bench").maxKeys(1_000)));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

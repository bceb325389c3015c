package dev.kagemusha.benchmarks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether a request costs the same however much there is: the server's CPU per request at 10³, 10⁴, 10⁵ and 10⁶ entries, and
 * its ratio to the first. Entries are asked for all over the key space. Beside them RocksDB alone, which is the floor under
 * the growth: what leaves its caches has to be read and uncompressed again.
 *
 * <p>Arguments: the largest number of items (default 1,000,000), the largest number of objects (default 1,000,000), seconds for
 * each load (default 3).
 */
public final class FlatCost {
    private static final int PAGE = 20;
    private static final int BATCH = 25;
    private static final int REQUESTS = 1_000;
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final int items;
    private final int objects;
    private final int seconds;
    private final Map<String, List<Double>> costs = new LinkedHashMap<>();

    private FlatCost(int items, int objects, int seconds) {
        this.items = items;
        this.objects = objects;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws RocksDBException, IOException {
        new FlatCost(argument(arguments, 0, 1_000_000), argument(arguments, 1, 1_000_000), argument(arguments, 2, 3))
                .run();
    }

    private static int argument(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void run() throws RocksDBException, IOException {
        System.out.printf("%-34s %10s %10s %8s%n", "", "entries", "server µs", "ratio");
        raw();
        int port = SideBySide.freePort();
        try (Child server = Child.java(
                OPTIONS,
                "dev.kagemusha.launch.Main",
                "--port=" + port,
                "--access-log=off",
                "--dynamodb-throttling=off")) {
            items(server, port);
            objects(server, port);
        }
    }

    private void print(String name, int entries, double micros) {
        List<Double> before = costs.computeIfAbsent(name, missing -> new ArrayList<>());
        before.add(micros);
        System.out.printf("%-34s %,10d %10.1f %8.2f%n", name, entries, micros, micros / before.get(0));
    }

    private void load(String name, int entries, Child server, int port, Supplier<List<Wrk.Signed>> requests) {
        List<Wrk.Signed> signed = requests.get();
        // The first load of a kind compiles it; later ones only have to fill caches.
        Wrk.run(port, signed, costs.containsKey(name) ? Math.max(1, seconds / 2) : 3 * seconds);
        double before = server.cpuSeconds();
        Wrk.Load load = Wrk.run(port, signed, seconds);
        print(name, entries, (server.cpuSeconds() - before) * 1e6 / load.requests());
    }

    // ---- items of 200 bytes, twenty to a partition

    private static String partition(int item) {
        return "p" + item / PAGE;
    }

    private static Map<String, AttributeValue> key(int item) {
        return Map.of("pk", AttributeValue.fromS(partition(item)), "sk", AttributeValue.fromN("" + item % PAGE));
    }

    private static Map<String, AttributeValue> item(int item) {
        return Map.of(
                "pk", AttributeValue.fromS(partition(item)),
                "sk", AttributeValue.fromN("" + item % PAGE),
                "text", AttributeValue.fromS("x".repeat(150) + item));
    }

    @SuppressWarnings("unchecked") // the SDK's varargs of consumers
    private void items(Child server, int port) {
        try (DynamoDbClient dynamo = DynamoDbClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(SideBySide.credentials())
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .build()) {
            dynamo.createTable(t -> t.tableName("flat")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("sk").attributeType(ScalarAttributeType.N))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH), k -> k.attributeName("sk")
                            .keyType(KeyType.RANGE)));
            dynamo.waiter().waitUntilTableExists(t -> t.tableName("flat"));
            int there = 0;
            for (int size = 1_000; size <= items; size *= 10) {
                long start = System.nanoTime();
                there = fill(dynamo, there, size);
                System.out.printf("%,d items after %.1f s%n", size, (System.nanoTime() - start) / 1e9);
                measure(server, port, size);
            }
        }
    }

    private static int fill(DynamoDbClient dynamo, int from, int to) {
        for (int i = from; i < to; i += 25) {
            List<WriteRequest> batch = new ArrayList<>(25);
            for (int k = i; k < Math.min(i + 25, to); k++) {
                int n = k;
                batch.add(
                        WriteRequest.builder().putRequest(p -> p.item(item(n))).build());
            }
            dynamo.batchWriteItem(b -> b.requestItems(Map.of("flat", batch)));
        }
        return to;
    }

    private void measure(Child server, int port, int size) {
        SplittableRandom random = new SplittableRandom(size);
        load(
                "DynamoDB GetItem",
                size,
                server,
                port,
                () -> Recorder.record(
                        DynamoDbClient.builder(),
                        port,
                        REQUESTS,
                        dynamo -> i -> dynamo.getItem(g -> g.tableName("flat").key(key(random.nextInt(size))))));
        load(
                "DynamoDB PutItem",
                size,
                server,
                port,
                () -> Recorder.record(
                        DynamoDbClient.builder(),
                        port,
                        REQUESTS,
                        dynamo -> i -> dynamo.putItem(p -> p.tableName("flat").item(item(random.nextInt(size))))));
        load(
                "DynamoDB Query, page of 20",
                size,
                server,
                port,
                () -> Recorder.record(
                        DynamoDbClient.builder(),
                        port,
                        REQUESTS,
                        dynamo -> i -> dynamo.query(q -> q.tableName("flat")
                                .keyConditionExpression("pk = :p")
                                .expressionAttributeValues(
                                        Map.of(":p", AttributeValue.fromS(partition(random.nextInt(size))))))));
        load(
                "DynamoDB Scan, page of 20",
                size,
                server,
                port,
                () -> Recorder.record(
                        DynamoDbClient.builder(),
                        port,
                        REQUESTS,
                        dynamo -> i -> dynamo.scan(
                                s -> s.tableName("flat").limit(PAGE).exclusiveStartKey(key(random.nextInt(size))))));
    }

    // ---- objects

    private static String object(int n) {
        return String.format("folder-%03d/key-%07d", n % 100, n);
    }

    private void objects(Child server, int port) {
        try (S3Client s3 = SideBySide.s3Builder(port).build()) {
            s3.createBucket(b -> b.bucket("flat"));
            int there = 0;
            for (int size = 1_000; size <= objects; size *= 10) {
                long start = System.nanoTime();
                new Filler(port).fill(there, size, n -> "/flat/" + object(n));
                there = size;
                System.out.printf("%,d objects after %.1f s%n", size, (System.nanoTime() - start) / 1e9);
                int count = size;
                SplittableRandom random = new SplittableRandom(size);
                load(
                        "S3 ListObjectsV2, page of 20",
                        size,
                        server,
                        port,
                        () -> Recorder.record(
                                SideBySide.s3Builder(port),
                                port,
                                REQUESTS,
                                client -> i -> client.listObjectsV2(l ->
                                        l.bucket("flat").maxKeys(PAGE).startAfter(object(random.nextInt(count))))));
            }
        }
    }

    // ---- the floor

    private void raw() throws RocksDBException, IOException {
        RocksDB.loadLibrary();
        Path directory = Files.createTempDirectory("flat-cost");
        try (LRUCache cache = new LRUCache(256 << 20);
                BloomFilter bloom = new BloomFilter(10);
                Options options = new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(32 << 20)
                        .setTableFormatConfig(new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                .setBlockSize(8 << 10)
                                .setFilterPolicy(bloom));
                RocksDB db = RocksDB.open(options, directory.toString())) {
            int there = 0;
            for (int size = 1_000; size <= items; size *= 10) {
                for (; there < size; there += BATCH) {
                    try (WriteBatch batch = new WriteBatch();
                            WriteOptions how = new WriteOptions()) {
                        for (int k = there; k < there + BATCH; k++) {
                            batch.put(rawKey(k), new byte[200]);
                        }
                        db.write(how, batch);
                    }
                }
                SplittableRandom random = new SplittableRandom(size);
                int[] asked = random.ints(REQUESTS, 0, size).toArray();
                rawGets(db, asked, 50); // warm
                print("RocksDB alone: get", size, rawGets(db, asked, 200));
                print(
                        "RocksDB alone: get, all over",
                        size,
                        rawGets(db, random.ints(100_000, 0, size).toArray(), 1));
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }

    private static double rawGets(RocksDB db, int[] asked, int rounds) throws RocksDBException {
        long start = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            for (int n : asked) {
                if (db.get(rawKey(n)) == null) {
                    throw new IllegalStateException("a row is missing");
                }
            }
        }
        return (System.nanoTime() - start) / 1e3 / rounds / asked.length;
    }

    private static byte[] rawKey(int n) {
        return ByteBuffer.allocate(24)
                .putLong(n / PAGE * 0x9E3779B97F4A7C15L)
                .putLong(n)
                .putLong(7)
                .array();
    }
}

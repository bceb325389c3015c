package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Kills a writing process at random moments. What it acknowledged is there, nothing is there by halves, nothing is left over. */
class CrashStoreTest {
    private static final int ROUNDS = 4;

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasAcknowledgedThroughKills() throws Exception {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        RandomGenerator random = new Random(seed);
        Path data = directory.resolve("data");
        int last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int acknowledged = killAfter(random.nextInt(1, 700), data, last);
            assertThat(acknowledged).isGreaterThan(last);
            last = check(data, acknowledged);
        }
    }

    private int killAfter(int lines, Path data, int from) throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashWriter.class.getName(),
                        data.toString(),
                        Integer.toString(from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = from;
        try (BufferedReader out = writer.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).isNotNull();
                acknowledged = Integer.parseInt(line);
            }
            // By its handle, which leaves what it had written readable.
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            // What it said before it died counts too, but for a line cut short.
            StringBuilder rest = new StringBuilder();
            int c = out.read();
            while (c >= 0) {
                rest.append((char) c);
                c = out.read();
            }
            int end = rest.lastIndexOf("\n");
            if (end > 0) {
                String whole = rest.substring(0, end).trim();
                acknowledged = Integer.parseInt(whole.substring(whole.lastIndexOf('\n') + 1));
            }
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        return acknowledged;
    }

    /** Returns the last number that is there, which may be one that was not acknowledged any more. */
    private static int check(Path data, int acknowledged) throws IOException {
        try (StateStore store = RocksStateStore.open(StoreOptions.of(data), new SystemClock())) {
            int scope = store.scope(CrashWriter.SCOPE);
            int there = acknowledged;
            for (int n = 1; n <= acknowledged + 1; n++) {
                int number = n;
                String left = value(store, scope, CrashWriter.left(number));
                String right = value(store, scope, CrashWriter.right(number));
                assertThat(left).as("both rows of %s or none", number).isEqualTo(right);
                if (number <= acknowledged) {
                    assertThat(left).hasSize(number % 2000);
                } else if (!left.equals("missing")) {
                    there = number;
                }
            }
            checkBodies(store, data, scope, there);
            return there;
        }
    }

    private static String value(StateStore store, int scope, String key) {
        return store.read(view -> {
            String value = view.get(Rows.TEXT, scope, key);
            return value == null ? "missing" : value;
        });
    }

    private static void checkBodies(StateStore store, Path data, int scope, int last) throws IOException {
        TreeSet<Long> kept = new TreeSet<>();
        TreeSet<Integer> numbers = new TreeSet<>();
        List<byte[]> refs = store.read(view -> {
            List<byte[]> found = new java.util.ArrayList<>();
            try (Cursor<byte[], byte[]> rows = view.range(Rows.BYTES, scope, KeyRange.all())) {
                while (rows.next()) {
                    found.add(rows.value());
                    numbers.add(Integer.parseInt(
                            new String(rows.key(), StandardCharsets.US_ASCII).substring("body".length())));
                }
            }
            return found;
        });
        TreeSet<Integer> expected = new TreeSet<>();
        for (int n = CrashWriter.BODIES_EVERY; n <= last; n += CrashWriter.BODIES_EVERY) {
            if (n + CrashWriter.BODY_LIFE > last) {
                expected.add(n);
            }
        }
        assertThat(numbers).isEqualTo(expected);
        for (byte[] bytes : refs) {
            kept.add(CrashWriter.decode(bytes).id());
        }
        for (int number : numbers) {
            BlobRef ref = store.read(view -> {
                byte[] bytes = view.get(Rows.BYTES, scope, CrashWriter.body("body", number));
                return CrashWriter.decode(bytes == null ? new byte[0] : bytes);
            });
            try (InputStream in = store.blobs().read(List.of(ref), 0, ref.length())) {
                assertThat(in.readAllBytes()).isEqualTo(CrashWriter.body(number));
            }
        }
        Path blobs = data.resolve("state/1/blobs");
        if (Files.exists(blobs)) {
            try (Stream<Path> files = Files.walk(blobs)) {
                List<Long> found = files.filter(Files::isRegularFile)
                        .map(file -> Long.parseLong(file.getFileName().toString(), 16))
                        .sorted()
                        .toList();
                assertThat(found).as("files and nothing but what is kept").containsExactlyElementsOf(kept);
            }
        }
    }
}

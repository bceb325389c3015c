package dev.kagemusha.benchmarks;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What encryption costs large objects: 1 GiB up and down, and the same through a cipher that only copies. Arguments: MiB (default
 * 1,024), rounds (default 3).
 */
public final class CipherCost {
    private static final int MIB = 1024 * 1024;
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final long size;
    private final byte[] chunk = new byte[MIB];

    private CipherCost(int mib) {
        this.size = (long) mib * MIB;
        new Random(1).nextBytes(chunk);
    }

    public static void main(String[] arguments) throws IOException {
        int mib = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        CipherCost cost = new CipherCost(mib);
        for (String main : List.of("dev.kagemusha.launch.Main", PassThroughServer.class.getName())) {
            cost.measure(main, rounds);
        }
    }

    private void measure(String main, int rounds) throws IOException {
        int port = SideBySide.freePort();
        String name = main.substring(main.lastIndexOf('.') + 1);
        try (Child server = Child.java(OPTIONS, main, "--port=" + port, "--access-log=off");
                S3Client s3 = SideBySide.s3Builder(port).build();
                S3Presigner presigner = S3Presigner.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + port))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(SideBySide.credentials())
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build()) {
            s3.createBucket(b -> b.bucket("large"));
            s3.putObject(p -> p.bucket("large").key("first"), RequestBody.fromBytes(new byte[16]));
            URL put = presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofHours(1))
                            .putObjectRequest(o -> o.bucket("large").key("o")))
                    .url();
            URL get = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofHours(1))
                            .getObjectRequest(o -> o.bucket("large").key("o")))
                    .url();
            for (int round = 0; round <= rounds; round++) {
                double up = mibPerSecond(() -> upload(put));
                double cpu = server.cpuSeconds();
                double down = mibPerSecond(() -> download(get));
                if (round > 0) { // the first one compiles
                    System.out.printf(
                            "%-20s up %,8.0f MiB/s   down %,8.0f MiB/s   down %.2f CPU s%n",
                            name, up, down, server.cpuSeconds() - cpu);
                }
            }
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private double mibPerSecond(Transfer transfer) throws IOException {
        long start = System.nanoTime();
        transfer.run();
        return size / (double) MIB / ((System.nanoTime() - start) / 1e9);
    }

    private void upload(URL url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(size);
        try (OutputStream out = connection.getOutputStream()) {
            for (long sent = 0; sent < size; sent += MIB) {
                out.write(chunk);
            }
        }
        check(connection);
    }

    private void download(URL url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        long got = 0;
        try (InputStream in = connection.getInputStream()) {
            byte[] buffer = new byte[256 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                got += n;
            }
        }
        if (got != size) {
            throw new IOException(got + " bytes instead of " + size);
        }
        check(connection);
    }

    private static void check(HttpURLConnection connection) throws IOException {
        if (connection.getResponseCode() != 200) {
            throw new IOException("status " + connection.getResponseCode());
        }
    }
}

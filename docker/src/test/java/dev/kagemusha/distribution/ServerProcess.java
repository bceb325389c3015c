package dev.kagemusha.distribution;

import dev.kagemusha.launch.Main;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The emulator in a process of its own, from the classes of this build, on a free port. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile(" listens on http://127\\.0\\.0\\.1:(\\d+), ");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;
    private int port;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a process and does not wait for it. */
    static ServerProcess launch(Path directory, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, "server", ".txt");
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KAGEMUSHA_") || name.startsWith("LOCALSTACK"));
        return new ServerProcess(builder.start(), output);
    }

    /** Starts one and waits until it is ready. */
    static ServerProcess ready(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--port=0", "--access-log=off", "--memory=32m"));
        all.addAll(List.of(arguments));
        ServerProcess started = launch(directory, all.toArray(String[]::new));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!started.output().contains("Ready.")) {
            if (started.process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                started.close();
                throw new AssertionError("not ready: " + started.output());
            }
        }
        Matcher listens = LISTENS.matcher(started.output());
        if (!listens.find()) {
            throw new AssertionError(started.output());
        }
        started.port = Integer.parseInt(listens.group(1));
        return started;
    }

    int port() {
        return port;
    }

    /** Both streams so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** The most memory that it has had resident so far, in bytes, as Linux counts it. */
    long peakMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IllegalStateException("not told");
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    int exit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + output());
        }
        return process.exitValue();
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(URI.create("http://localhost:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    /** SIGKILL, unless it has ended. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}

package dev.kagemusha.distribution;

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
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/** The image in a container of its own, on a free port of loopback; it and its anonymous volumes go when it is closed. */
final class Container implements AutoCloseable {
    static final String IMAGE = System.getProperty("kagemusha.image", "kagemusha:latest");

    private static final String DOCKER = Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";
    private static final long PATIENCE_SECONDS = 60;

    private final Path directory;
    private final String id;
    private int port;

    private Container(Path directory, String id) {
        this.directory = directory;
        this.id = id;
    }

    /** A command of the engine's client, which must succeed; what it says, without the last newline. */
    static String docker(Path directory, String... arguments) throws IOException, InterruptedException {
        Child.Ended ended = dockerEnds(directory, arguments);
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output().strip();
    }

    static Child.Ended dockerEnds(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(DOCKER));
        command.addAll(List.of(arguments));
        return Child.run(directory, command.toArray(String[]::new));
    }

    /**
     * Starts one and does not wait for it.
     *
     * @param options of {@code docker run}
     * @param arguments of the server
     */
    static Container launch(Path directory, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "-d", "-p", "127.0.0.1::4566"));
        command.addAll(options);
        command.add(IMAGE);
        command.addAll(List.of(arguments));
        String said = docker(directory, command.toArray(String[]::new));
        // the client may warn before it says the id
        return new Container(directory, said.substring(said.lastIndexOf('\n') + 1));
    }

    /** Starts one and waits until it is ready. */
    static Container ready(Path directory, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        Container started = launch(directory, options, arguments);
        started.awaitReady();
        return started;
    }

    void awaitReady() throws IOException, InterruptedException {
        await("Ready.", () -> logs(), log -> log.contains("Ready.\n") || log.endsWith("Ready."));
        String published = docker(directory, "port", id, "4566/tcp");
        port = Integer.parseInt(published.substring(published.lastIndexOf(':') + 1));
    }

    /** Something that is asked of the engine. */
    interface Asked<T> {
        T ask() throws IOException, InterruptedException;
    }

    /** Asks until it is so. */
    static <T> T await(String what, Asked<T> question, Predicate<T> so) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            T answer = question.ask();
            if (so.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not " + what + ": " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    String id() {
        return id;
    }

    int port() {
        return port;
    }

    /** Both streams so far. */
    String logs() throws IOException, InterruptedException {
        return docker(directory, "logs", id);
    }

    String inspect(String format) throws IOException, InterruptedException {
        return docker(directory, "inspect", "-f", format, id);
    }

    /** A command inside, which must succeed. */
    String exec(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("exec", id));
        all.addAll(List.of(command));
        return docker(directory, all.toArray(String[]::new));
    }

    /** SIGTERM, and after a while SIGKILL; its exit code. */
    int stop() throws IOException, InterruptedException {
        docker(directory, "stop", "-t", "20", id);
        return Integer.parseInt(inspect("{{.State.ExitCode}}"));
    }

    /** Waits for its end; its exit code. */
    int exit() throws IOException, InterruptedException {
        return Integer.parseInt(docker(directory, "wait", id));
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public void close() throws IOException {
        try {
            docker(directory, "rm", "-f", "-v", id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

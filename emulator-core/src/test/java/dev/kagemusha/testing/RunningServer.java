package dev.kagemusha.testing;

import dev.kagemusha.launch.Config;
import dev.kagemusha.launch.Server;
import dev.kagemusha.launch.UsageException;
import dev.kagemusha.service.Service;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A server on a free loopback port for the tests of one class, over temporary state:
 *
 * <pre>
 * &#64;RegisterExtension
 * static final RunningServer SERVER = RunningServer.withFlags();
 * </pre>
 */
public final class RunningServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private final Map<String, String> flags;
    private final List<Service> more;
    private final InstantSource time;
    private @Nullable Server server;

    private RunningServer(Map<String, String> flags, List<Service> more, InstantSource time) {
        this.flags = flags;
        this.more = more;
        this.time = time;
    }

    /** A server with the services on the class path and these flags: alternating names and values. */
    public static RunningServer withFlags(String... namesAndValues) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("port", "0");
        flags.put("access-log", "off");
        flags.put("memory", "32m");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            flags.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new RunningServer(flags, List.of(), InstantSource.system());
    }

    /** The same with services that are not on the class path's list. */
    public RunningServer withServices(Service... services) {
        return new RunningServer(flags, List.of(services), time);
    }

    /** The same at a time that stands still, so that it moves by {@link #advance} alone. */
    public RunningServer standingStill() {
        return new RunningServer(flags, more, InstantSource.fixed(time.instant()));
    }

    /** Starts it outside JUnit's life cycle; close it. */
    public RunningServer start() {
        List<Service> services = new java.util.ArrayList<>(more);
        ServiceLoader.load(Service.class).forEach(services::add);
        try {
            server = Server.start(Config.of(flags), services, new SystemClock(time, List.of()));
        } catch (UsageException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    public Server server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    public int port() {
        return server().port();
    }

    public URI uri() {
        return URI.create("http://localhost:" + port());
    }

    /** Moves emulated time and runs what comes due. */
    public void advance(Duration by) {
        server().advance(by);
    }

    /** A client as {@code test}/{@code test} in us-east-1 that never retries. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, "test", "test");
    }

    /** A client with these keys. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, String keyId, String secret) {
        return builder.endpointOverride(uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }
}

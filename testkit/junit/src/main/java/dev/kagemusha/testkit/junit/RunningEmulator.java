package dev.kagemusha.testkit.junit;

import dev.kagemusha.launch.Config;
import dev.kagemusha.launch.Server;
import dev.kagemusha.launch.UsageException;
import dev.kagemusha.testkit.control.EmulatorControl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;

import java.net.URI;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One emulator and what its users share. It starts beside the thread that asked for it: the SDK's own classes take as long to load as a server to
 * start.
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes only the one kind, later ones want the other
final class RunningEmulator implements Store.CloseableResource, AutoCloseable {
    private final CompletableFuture<Server> starting;
    private final Entrance entrance;
    private final SdkHttpClient inside;
    private final EmulatorControl control;
    private @Nullable SdkHttpClient overPort; // guarded by this, as below
    private @Nullable SdkAsyncHttpClient asynchronous;

    private RunningEmulator(CompletableFuture<Server> starting, @Nullable String controlToken) {
        this.starting = starting;
        this.entrance = new Entrance(this::server);
        this.inside = new InsideHttpClient(entrance);
        this.control = EmulatorControl.over(new InsideControl(entrance, controlToken));
    }

    static RunningEmulator start(Map<String, String> flags) {
        Config config;
        try {
            config = Config.of(flags);
        } catch (UsageException e) {
            throw new ExtensionConfigurationException(e.getMessage(), e);
        }
        CompletableFuture<Server> starting = new CompletableFuture<>();
        Thread.ofPlatform().name("kagemusha-start").daemon().start(() -> {
            try {
                starting.complete(start(config, flags.containsKey("init-dir")));
            } catch (Throwable e) {
                starting.completeExceptionally(e);
            }
        });
        return new RunningEmulator(starting, flags.get("control-token"));
    }

    private static Server start(Config config, boolean scripts) throws UsageException {
        Server server = Server.inside(config);
        try {
            if (scripts) {
                server.listen(); // they are programs of their own
            }
            server.ready();
        } catch (UsageException e) {
            server.close();
            throw e;
        }
        return server;
    }

    Server server() {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new ExtensionConfigurationException("Kagemusha did not start: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kagemusha starts", e);
        }
    }

    EmulatorControl control() {
        return control;
    }

    /** The HTTP client of synchronous clients: it needs no port. */
    SdkHttpClient inside() {
        return inside;
    }

    /** The endpoint by its address: S3's clients then put the bucket into the path, and its name need not be resolved. */
    URI endpoint() {
        try {
            server().listen();
        } catch (UsageException e) {
            throw new ExtensionConfigurationException(e.getMessage(), e);
        }
        return URI.create(server().endpoint());
    }

    /** An HTTP client for the port: the first that the class path has, where the SDK itself refuses to choose. */
    synchronized SdkHttpClient overPort() {
        if (overPort == null) {
            overPort = ServiceLoader.load(SdkHttpService.class)
                    .findFirst()
                    .orElseThrow(() -> missing("url-connection-client"))
                    .createHttpClientBuilder()
                    .build();
        }
        return overPort;
    }

    synchronized SdkAsyncHttpClient asynchronous() {
        if (asynchronous == null) {
            asynchronous = ServiceLoader.load(SdkAsyncHttpService.class)
                    .findFirst()
                    .orElseThrow(() -> missing("netty-nio-client"))
                    .createAsyncHttpClientFactory()
                    .build();
        }
        return asynchronous;
    }

    private static ExtensionConfigurationException missing(String artifact) {
        return new ExtensionConfigurationException(
                "a client over the port needs an HTTP client of the SDK on the class path, for example " + artifact);
    }

    @Override
    public synchronized void close() {
        if (overPort != null) {
            overPort.close();
        }
        if (asynchronous != null) {
            asynchronous.close();
        }
        entrance.close();
        try {
            starting.get().close();
        } catch (ExecutionException e) {
            // it was said to whoever needed it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

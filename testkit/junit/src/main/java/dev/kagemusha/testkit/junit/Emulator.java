package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.control.EmulatorControl;
import dev.kagemusha.testkit.control.Fault;
import dev.kagemusha.testkit.control.InjectedFault;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.presigner.SdkPresigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A test's view of the emulator: one account and one region of it. */
public final class Emulator {
    /** Nothing is resolved and nothing connects: it is what requests are addressed to. */
    private static final URI INSIDE = URI.create("http://localhost:4566");

    private final RunningEmulator running;
    private final String account;
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final EmulatedClock clock;
    private final Map<String, AutoCloseable> clients = new HashMap<>(); // guarded by this, as below
    private final Deque<InjectedFault> faults = new ArrayDeque<>();

    Emulator(RunningEmulator running, String account, String region) {
        this.running = running;
        this.account = account;
        this.region = Region.of(region);
        // A key id that is an account's number stands for the root of this account.
        this.credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "secret"));
        this.clock = EmulatedClock.of(running);
    }

    /** 12 digits, handed out to nobody else. */
    public String account() {
        return account;
    }

    public Region region() {
        return region;
    }

    /** The account's root. */
    public AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** Opens a port on the loopback interface, if there is none yet. */
    public URI endpoint() {
        return running.endpoint();
    }

    /** The emulator's clock, which is one for all accounts. */
    public EmulatedClock clock() {
        return clock;
    }

    /** Snapshots, reset of everything and the rest that is about the emulator as a whole. */
    public EmulatorControl control() {
        return running.control();
    }

    /** Forgets what this account has; takes milliseconds. Clients stay usable. */
    public void reset() {
        control().resetAccount(account);
    }

    /** Lets calls of this account fail, unless the fault names another; removed with the account if it is not closed before. */
    public InjectedFault inject(Fault fault) {
        InjectedFault injected = control().inject(fault.account() == null ? fault.forAccount(account) : fault);
        synchronized (this) {
            faults.push(injected);
        }
        return injected;
    }

    /** A client or presigner of the SDK; the same at each call, closed by the extension. */
    public <T> T client(Class<T> type) {
        return client(type, false);
    }

    synchronized <T> T client(Class<T> type, boolean overPort) {
        String key = type.getName() + (overPort ? " over port" : "");
        return type.cast(clients.computeIfAbsent(key, k -> (AutoCloseable) build(type, overPort)));
    }

    private Object build(Class<?> type, boolean overPort) {
        Object builder;
        try {
            builder = type.getMethod("builder").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalArgumentException(type.getName() + " has no builder", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(type.getName(), e.getCause());
        }
        if (builder instanceof SdkPresigner.Builder presigner) {
            return presigner
                    .endpointOverride(endpoint())
                    .region(region)
                    .credentialsProvider(credentials)
                    .build();
        }
        if (builder instanceof AwsClientBuilder<?, ?> client) {
            set(client, overPort);
            return ((SdkBuilder<?, ?>) client).build();
        }
        throw new IllegalArgumentException(type.getName() + " is no client of AWS");
    }

    /**
     * Points a builder at this account, for clients that want more set than this. A synchronous one enters without a port, an asynchronous one goes
     * over it.
     */
    public <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
        set(builder, false);
        return builder;
    }

    /** The same, over the port. */
    public <B extends AwsClientBuilder<B, ?>> B configureOverPort(B builder) {
        set(builder, true);
        return builder;
    }

    private void set(AwsClientBuilder<?, ?> builder, boolean overPort) {
        builder.region(region).credentialsProvider(credentials);
        if (builder instanceof AwsSyncClientBuilder<?, ?> synchronous) {
            builder.endpointOverride(overPort ? endpoint() : INSIDE);
            synchronous.httpClient(overPort ? running.overPort() : running.inside());
        } else {
            builder.endpointOverride(endpoint());
            if (builder instanceof AwsAsyncClientBuilder<?, ?> asynchronous) {
                asynchronous.httpClient(running.asynchronous());
            }
        }
    }

    /** Closes what was handed out and forgets the account. */
    synchronized void end() {
        clients.values().forEach(Emulator::close);
        clients.clear();
        faults.forEach(InjectedFault::close);
        faults.clear();
        reset();
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

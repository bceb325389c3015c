package dev.kagemusha.launch;

import dev.kagemusha.audit.AccessLog;
import dev.kagemusha.audit.AuditLog;
import dev.kagemusha.auth.AccessKeys;
import dev.kagemusha.auth.Identities;
import dev.kagemusha.auth.SignatureVerifier;
import dev.kagemusha.control.Control;
import dev.kagemusha.hooks.HookFailed;
import dev.kagemusha.hooks.Hooks;
import dev.kagemusha.hooks.Seeds;
import dev.kagemusha.hooks.Stage;
import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.netty.FrontDoor;
import dev.kagemusha.http.netty.Options;
import dev.kagemusha.http.tls.CertificateAuthority;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.policy.PolicySource;
import dev.kagemusha.policy.ServiceLinkedRoles;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Faults;
import dev.kagemusha.service.Gateway;
import dev.kagemusha.service.Registry;
import dev.kagemusha.service.Service;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.DataDirectoryException;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A running emulator: store, jobs, gateway and front door, started in this order and stopped in the reverse. What could
 * refuse the start (a port in use, a foreign data directory) is tried before anything is changed on disk.
 */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Config config;
    private final SystemClock clock;
    private final Jobs jobs;
    private final Errands errands;
    private final Hooks hooks;
    private final RequestHandler handler;
    private final CertificateAuthority authority;
    private final Deque<AutoCloseable> open;
    private volatile @Nullable FrontDoor door;

    private Server(
            Config config,
            SystemClock clock,
            Jobs jobs,
            Errands errands,
            Hooks hooks,
            RequestHandler handler,
            CertificateAuthority authority,
            Deque<AutoCloseable> open) {
        this.config = config;
        this.clock = clock;
        this.jobs = jobs;
        this.errands = errands;
        this.hooks = hooks;
        this.handler = handler;
        this.authority = authority;
        this.open = open;
    }

    /** Starts with the services on the class path. */
    public static Server start(Config config) throws UsageException {
        return start(config, ServiceLoader.load(Service.class));
    }

    /**
     * Starts with these services.
     *
     * @throws UsageException when it cannot start as configured
     */
    public static Server start(Config config, Iterable<Service> services) throws UsageException {
        return start(config, services, new SystemClock());
    }

    /** The same with a clock that may stand still, so that emulated time moves by {@link #advance} alone. */
    public static Server start(Config config, Iterable<Service> services, SystemClock clock) throws UsageException {
        return start(config, services, clock, freeAddress(config));
    }

    /**
     * Starts without its front door: what is in the same process enters through {@link #handler}, and {@link #listen} opens
     * the door when somebody wants it after all.
     *
     * @throws UsageException when it cannot start as configured
     */
    public static Server inside(Config config) throws UsageException {
        return start(config, ServiceLoader.load(Service.class), new SystemClock(), null);
    }

    private static Server start(
            Config config, Iterable<Service> services, SystemClock clock, @Nullable InetSocketAddress address)
            throws UsageException {
        checkAccessLog(config.accessLog());
        Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>(); // the door may come later
        Listeners listeners = Listeners.bind(services, config.listeners());
        open.push(listeners);
        try {
            return start(config, services, clock, address, listeners, open);
        } catch (DataDirectoryException e) {
            closeAll(open);
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (HookFailed e) {
            closeAll(open);
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            closeAll(open);
            throw new UsageException("cannot start: " + e.getMessage());
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private static Server start(
            Config config,
            Iterable<Service> services,
            SystemClock clock,
            @Nullable InetSocketAddress address,
            Listeners listeners,
            Deque<AutoCloseable> open)
            throws IOException, HookFailed {
        StateStore store = store(config, clock);
        open.push(store);
        Jobs jobs = new Jobs(store, clock);
        open.push(jobs);

        Errands errands = new Errands();
        Metrics metrics = new Metrics(store, clock, jobs);
        open.push(metrics::flush);
        Environment environment =
                new Environment(store, clock, new ChangeLog(store, clock), jobs, errands, metrics, config.settings());
        Registry registry = new Registry(services, environment);
        AuditLog audit = new AuditLog(clock);
        OutputStream log = accessLog(config.accessLog());
        if (log != null) {
            if (!config.accessLog().equals("stdout")) {
                open.push(log);
            }
            AccessLog accessLog = new AccessLog(log);
            audit.subscribe(accessLog);
            open.push(accessLog);
        }
        Identities identities =
                new Identities(config.credentials(), new AccessKeys(store.derivedKey("access keys")), config.strict());
        Faults faults = new Faults();
        Gateway gateway = new Gateway(
                registry,
                new SignatureVerifier(identities, clock),
                ServiceLinkedRoles.before(PolicySource.none()),
                audit,
                faults,
                store,
                clock,
                publicUrl(config),
                config.origins(),
                errands);
        Hooks hooks =
                new Hooks(config.initDirs(), new Seeds(registry, errands, store), clock, config.stopOnInitFailure());
        CertificateAuthority authority =
                new CertificateAuthority(store.directory().resolve("ca"), clock::real, certificateNames(config));
        Control control = new Control(
                gateway,
                new Control.Options(
                        config.control(),
                        Version.current(),
                        config.publicHost(),
                        () -> pem(authority),
                        listeners::addresses,
                        hooks),
                registry,
                store,
                clock,
                jobs,
                faults,
                audit);
        // What a seed declares here is there for the first request; a script finds nothing that answers.
        hooks.run(Stage.BOOT, Map::of);
        hooks.run(Stage.START, Map::of);
        Server server = new Server(config, clock, jobs, errands, hooks, control, authority, open);
        if (address != null) {
            server.openDoor(address);
        }
        listeners.serve(environment);
        // Deferred work needs its services' handlers, and the first answer need not wait for either.
        Thread.ofPlatform().name("services").daemon().start(() -> {
            registry.all();
            jobs.start();
        });
        open.push(server::runLastHooks);
        return server;
    }

    /**
     * Runs the hooks of who waits for a server that answers; it is ready when they are through.
     *
     * @return false when it was closed meanwhile
     * @throws UsageException when a hook failed, and that is to stop the server; whoever asked closes it
     */
    public boolean ready() throws UsageException {
        try {
            return hooks.run(Stage.READY, this::scriptEnvironment);
        } catch (HookFailed e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void runLastHooks() throws HookFailed {
        hooks.stop();
        hooks.run(Stage.SHUTDOWN, this::scriptEnvironment);
    }

    /** A script finds the server as a client of AWS does. */
    private Map<String, String> scriptEnvironment() {
        return Map.of(
                "AWS_ENDPOINT_URL", "http://localhost:" + port(),
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_DEFAULT_REGION", "us-east-1");
    }

    private void openDoor(InetSocketAddress address) throws IOException {
        FrontDoor opened =
                FrontDoor.start(Options.of(List.of(address), clock::real).withAuthority(authority), handler);
        open.push(() -> opened.stop(GRACE));
        door = opened;
    }

    private static String publicUrl(Config config) {
        return config.publicUrl().isEmpty() ? "http://localhost:" + config.port() : config.publicUrl();
    }

    private static InetSocketAddress freeAddress(Config config) throws UsageException {
        try {
            InetAddress host = InetAddress.getByName(config.host());
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(host, config.port()));
            }
            return new InetSocketAddress(host, config.port());
        } catch (UnknownHostException e) {
            throw new UsageException("--host is not an address of this machine: " + config.host());
        } catch (IOException e) {
            throw new UsageException("cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage());
        }
    }

    private static StateStore store(Config config, SystemClock clock) throws IOException {
        Path directory = config.dataDir();
        return directory == null
                ? RocksStateStore.openTemporary(config.memory(), config.rootKey(), clock)
                : RocksStateStore.open(
                        new StoreOptions(directory, config.fsync(), config.memory(), config.rootKey()), clock);
    }

    private static @Nullable OutputStream accessLog(String where) throws IOException {
        return switch (where) {
            case "off" -> null;
            case "stdout" -> System.out;
            default -> new FileOutputStream(where, true);
        };
    }

    /** Finds out what can be found out about the log's file before anything is made. */
    private static void checkAccessLog(String where) throws UsageException {
        if (where.equals("off") || where.equals("stdout")) {
            return;
        }
        Path file = Path.of(where).toAbsolutePath();
        boolean usable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : file.getParent() != null && Files.isDirectory(file.getParent()) && Files.isWritable(file.getParent());
        if (!usable) {
            throw new UsageException("--access-log is stdout, off or a file that can be written, not " + where);
        }
    }

    private static List<String> certificateNames(Config config) {
        return config.publicHost().isEmpty() ? List.of() : List.of(config.publicHost());
    }

    private static String pem(CertificateAuthority authority) {
        try {
            return authority.certificatePem();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate authority cannot be made", e);
        }
    }

    /**
     * Opens the front door of a server that was started without it; one that is open stays as it is.
     *
     * @throws UsageException when it cannot listen as configured
     */
    public synchronized void listen() throws UsageException {
        if (door != null) {
            return;
        }
        try {
            openDoor(freeAddress(config));
        } catch (IOException e) {
            throw new UsageException("cannot listen: " + e.getMessage());
        }
    }

    /** What stands behind the front door: the control endpoints, then the gateway. */
    public RequestHandler handler() {
        return handler;
    }

    /** The port it listens on. */
    public int port() {
        FrontDoor opened = door;
        if (opened == null) {
            throw new IllegalStateException("it does not listen yet");
        }
        return opened.port();
    }

    /** For example {@code http://127.0.0.1:4566}. */
    public String endpoint() {
        String host = config.host().indexOf(':') >= 0 ? "[" + config.host() + "]" : config.host();
        return "http://" + host + ":" + port();
    }

    public SystemClock clock() {
        return clock;
    }

    /** Clients inside the process, which spare the way over the wire. */
    public Errands errands() {
        return errands;
    }

    /** Moves emulated time, running what comes due on the way. */
    public void advance(Duration by) {
        jobs.advance(by);
    }

    /** What a user can rely on, in a few words. */
    String durability() {
        if (config.dataDir() == null) {
            return "state is temporary (--data-dir keeps it)";
        }
        return "state in " + config.dataDir() + (config.fsync() ? ", on disk at each commit" : "");
    }

    /** Finishes what runs, then closes everything. */
    @Override
    public void close() {
        closeAll(open);
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "while stopping", e);
            }
        }
    }
}

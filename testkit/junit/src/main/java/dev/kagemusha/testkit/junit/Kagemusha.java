package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.junit.KagemushaTest.AccountPer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives tests clients of an emulator that runs in their own process:
 *
 * <pre>
 * &#64;ExtendWith(Kagemusha.class)
 * class OrdersTest {
 *     &#64;Test
 *     void keepsAnOrder(DynamoDbClient items, EmulatedClock clock) { … }
 * }
 * </pre>
 *
 * <p>One emulator is started for the whole run, at its first use. Every test class has an account of its own in it, forgotten after the class,
 * so that classes may run side by side. What AWS has once for all accounts is shared here too: the names of S3's
 * buckets. And there is one clock. {@link KagemushaTest} changes all this.
 *
 * <p>Synchronous clients enter the emulator without a port, by the same way as from the network: signatures, protocols, policies and errors are
 * the real ones. A port is opened when something needs it.
 */
public final class Kagemusha implements BeforeAllCallback, TestInstancePostProcessor, ParameterResolver {
    /**
     * For JUnit's {@code @ResourceLock}: tests that move the shared emulator's clock, or must not see it move, while tests run in
     * parallel.
     */
    public static final String CLOCK = "dev.kagemusha.clock";

    private static final Namespace NAMESPACE = Namespace.create(Kagemusha.class);

    /** The first account handed out. */
    private static final long FIRST_ACCOUNT = 100_000_000_001L;

    /** Called by JUnit. */
    public Kagemusha() {}

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        Options options = Options.of(context.getRequiredTestClass());
        // The emulator starts while the test class is being prepared.
        running(context, options);
        inject(context.getRequiredTestClass(), null, context, options);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) throws IllegalAccessException {
        inject(instance.getClass(), instance, context, Options.of(context.getRequiredTestClass()));
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    private static void inject(
            Class<?> type,
            @org.jspecify.annotations.Nullable Object instance,
            ExtensionContext context,
            Options options)
            throws IllegalAccessException {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                Emulated marked = field.getAnnotation(Emulated.class);
                if (marked == null || Modifier.isStatic(field.getModifiers()) != (instance == null)) {
                    continue;
                }
                if (Modifier.isFinal(field.getModifiers())) {
                    throw new ExtensionConfigurationException("an @Emulated field cannot be final: " + field);
                }
                if (!Injection.fills(field.getType())) {
                    throw new ExtensionConfigurationException("Kagemusha has nothing of this type to give: " + field);
                }
                field.setAccessible(true);
                field.set(instance, Injection.of(field.getType(), marked.overPort(), emulator(context, options)));
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(Emulated.class) ? Injection.fills(type) : Injection.isOurs(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        boolean overPort =
                parameter.findAnnotation(Emulated.class).map(Emulated::overPort).orElse(false);
        Emulator emulator = emulator(context, Options.of(context.getRequiredTestClass()));
        return Injection.of(parameter.getParameter().getType(), overPort, emulator);
    }

    // ---- what lives how long

    private static RunningEmulator running(ExtensionContext context, Options options) {
        Store store = options.ownEmulator()
                ? ofClass(context).getStore(NAMESPACE)
                : context.getRoot().getStore(NAMESPACE);
        return store.getOrComputeIfAbsent(
                options.emulatorKey(), key -> RunningEmulator.start(options.flags()), RunningEmulator.class);
    }

    private static Emulator emulator(ExtensionContext context, Options options) {
        ExtensionContext owner = context;
        if (options.accountPer() == AccountPer.CLASS) {
            owner = ofClass(context);
        } else if (context.getTestMethod().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "each test has an account of its own, so there is none for what the class has in common: "
                            + context.getRequiredTestClass().getName());
        }
        RunningEmulator running = running(context, options); // before the account: what is made first is closed last
        AtomicLong accounts = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("accounts", key -> new AtomicLong(FIRST_ACCOUNT), AtomicLong.class);
        return owner.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        options,
                        key -> new Tenancy(
                                new Emulator(running, Long.toString(accounts.getAndIncrement()), options.region())),
                        Tenancy.class)
                .emulator();
    }

    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext at = context;
        while (at.getTestMethod().isPresent()) {
            at = at.getParent().orElseThrow();
        }
        return at;
    }

    /** An account for as long as its test or class lives. JUnit before 5.13 closes only the one kind, later ones want the other. */
    @SuppressWarnings("deprecation")
    private record Tenancy(Emulator emulator) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            emulator.end();
        }
    }
}

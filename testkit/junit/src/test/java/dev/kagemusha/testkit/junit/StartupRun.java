package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@link StartupTest} runs in a JVM of its own: one class with a first call, then further ones with clients of three services. Prints
 * {@code cold MS}, then {@code class MS} for each further class.
 */
final class StartupRun {
    private static long begun;

    public static void main(String[] arguments) {
        begun = System.nanoTime();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        DiscoverySelectors.selectClass(First.class),
                                        DiscoverySelectors.selectClass(A.class),
                                        DiscoverySelectors.selectClass(B.class),
                                        DiscoverySelectors.selectClass(C.class),
                                        DiscoverySelectors.selectClass(D.class),
                                        DiscoverySelectors.selectClass(E.class),
                                        DiscoverySelectors.selectClass(F.class),
                                        DiscoverySelectors.selectClass(G.class),
                                        DiscoverySelectors.selectClass(H.class))
                                .build(),
                        new Stopwatch());
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }

    private static final class Stopwatch implements TestExecutionListener {
        private final Map<String, Long> started = new HashMap<>();

        @Override
        public void executionStarted(TestIdentifier test) {
            started.put(test.getUniqueId(), System.nanoTime());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(Throwable::printStackTrace);
            if (test.isContainer() && test.getUniqueId().matches(".*StartupRun\\$[A-H]]")) {
                System.out.println("class " + millis(started.get(test.getUniqueId())));
            }
        }
    }

    @ExtendWith(Kagemusha.class)
    static final class First {
        @Test
        void calls(DynamoDbClient items) {
            items.listTables();
            System.out.println("cold " + millis(begun));
        }
    }

    @ExtendWith(Kagemusha.class)
    abstract static class Further {
        @Test
        void calls(DynamoDbClient items, S3Client objects, KmsClient keys) {
            items.listTables();
            objects.listBuckets();
            keys.listKeys();
        }
    }

    static final class A extends Further {}

    static final class B extends Further {}

    static final class C extends Further {}

    static final class D extends Further {}

    static final class E extends Further {}

    static final class F extends Further {}

    static final class G extends Further {}

    static final class H extends Further {}
}

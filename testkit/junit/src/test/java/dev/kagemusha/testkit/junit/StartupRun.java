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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.stream.Stream;

/**
 * What {@link StartupTest} runs in a JVM of its own: one class with a first call, then further ones with clients of three services. Prints
 * {@code cold MILLIS CPU} for all until the first answer, then {@code class MILLIS CPU} for each further class without the calls of its test.
 */
final class StartupRun {
    private static Cost begun = Cost.now();
    private static Cost calls = new Cost(0, 0);

    /** Nanoseconds by the clock, and of processors on the threads that a test waits for: its own, and those that serve it. */
    private record Cost(long clock, long cpu) {
        static Cost now() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu = 0;
            for (long id : threads.getAllThreadIds()) {
                ThreadInfo thread = threads.getThreadInfo(id);
                if (thread != null
                        && (thread.getThreadName().equals("main")
                                || thread.getThreadName().startsWith("kagemusha-"))) {
                    cpu += Math.max(0, threads.getThreadCpuTime(id));
                }
            }
            return new Cost(System.nanoTime(), cpu);
        }

        Cost minus(Cost other) {
            return new Cost(clock - other.clock, cpu - other.cpu);
        }

        void print(String what) {
            System.out.println(what + " " + clock / 1_000_000 + " " + cpu / 1_000_000);
        }
    }

    public static void main(String[] arguments) {
        begun = new Cost(System.nanoTime(), 0); // the JVM's own start is counted in processors' time
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Stream.of(First.class, A.class, B.class, C.class, D.class, E.class, F.class)
                                        .map(DiscoverySelectors::selectClass)
                                        .toList())
                                .build(),
                        new Stopwatch());
    }

    private static final class Stopwatch implements TestExecutionListener {
        private Cost started = Cost.now();

        private static boolean isFurther(TestIdentifier test) {
            return test.getUniqueId().matches(".*StartupRun\\$[A-F]]");
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            if (isFurther(test)) {
                started = Cost.now();
            }
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(Throwable::printStackTrace);
            if (isFurther(test)) {
                Cost.now().minus(started).minus(calls).print("class");
            }
        }
    }

    @ExtendWith(Kagemusha.class)
    static final class First {
        @Test
        void calls(DynamoDbClient items) {
            items.listTables();
            Cost.now().minus(begun).print("cold");
        }
    }

    @ExtendWith(Kagemusha.class)
    abstract static class Further {
        @Test
        void calls(DynamoDbClient items, S3Client objects, KmsClient keys) {
            Cost before = Cost.now();
            items.listTables();
            objects.listBuckets();
            keys.listKeys();
            calls = Cost.now().minus(before);
        }
    }

    static final class A extends Further {}

    static final class B extends Further {}

    static final class C extends Further {}

    static final class D extends Further {}

    static final class E extends Further {}

    static final class F extends Further {}
}

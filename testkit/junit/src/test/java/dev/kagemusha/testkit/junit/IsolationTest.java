package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.junit.KagemushaTest.AccountPer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

/** What tests share and what not: each case runs classes in an engine of its own. */
final class IsolationTest {
    private static final Set<String> ACCOUNTS = ConcurrentHashMap.newKeySet();

    private static EngineExecutionResults run(Class<?>... classes) {
        ACCOUNTS.clear();
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition");
        for (Class<?> each : classes) {
            kit.selectors(DiscoverySelectors.selectClass(each));
        }
        return kit.execute();
    }

    @Test
    void givesEveryClassAnAccountThoughTheyRunSideBySide() {
        run(OneClass.class, AnotherClass.class).testEvents().assertStatistics(s -> s.succeeded(4)
                .failed(0));
        assertThat(ACCOUNTS).hasSize(2);
    }

    @ExtendWith(Kagemusha.class)
    abstract static class SeesItself {
        @Test
        void once(S3Client s3, Emulator emulator) {
            ACCOUNTS.add(emulator.account());
            s3.createBucket(b -> b.bucket("once-" + emulator.account()));
        }

        @Test
        void again(S3Client s3, Emulator emulator) {
            ACCOUNTS.add(emulator.account());
            s3.createBucket(b -> b.bucket("again-" + emulator.account()));
            assertThat(s3.listBuckets().buckets())
                    .allMatch(bucket -> bucket.name().endsWith(emulator.account()));
        }
    }

    static final class OneClass extends SeesItself {}

    static final class AnotherClass extends SeesItself {}

    @Test
    void givesEveryRunOfATestAnAccountWhenAsked() {
        run(EachTest.class).testEvents().assertStatistics(s -> s.succeeded(5).failed(0));
        assertThat(ACCOUNTS).hasSize(5);
    }

    @KagemushaTest(accountPer = AccountPer.METHOD)
    static final class EachTest {
        @Emulated
        S3Client field;

        @RepeatedTest(5)
        void findsNothing(S3Client s3, Emulator emulator) {
            ACCOUNTS.add(emulator.account());
            assertThat(s3).isSameAs(field);
            assertThat(s3.listBuckets().buckets()).isEmpty();
            s3.createBucket(b -> b.bucket("mine-" + emulator.account()));
        }
    }

    @Test
    void hasNoAccountForTheClassWhenEachTestHasOne() {
        run(StaticWithoutAccount.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(message(text -> text.startsWith("each test has an account of its own"))));
    }

    @KagemushaTest(accountPer = AccountPer.METHOD)
    static final class StaticWithoutAccount {
        @Emulated
        static S3Client s3;

        @Test
        void isNotReached() {}
    }

    @Test
    void forgetsAnAccountAfterItsClass() {
        // The same name in both: names of buckets are one for all accounts, so the second would be refused.
        run(TakesTheName.class).testEvents().assertStatistics(s -> s.succeeded(2)
                .failed(0));
    }

    @KagemushaTest(accountPer = AccountPer.METHOD)
    @org.junit.jupiter.api.parallel.Execution(org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD)
    static final class TakesTheName {
        @RepeatedTest(2)
        @org.junit.jupiter.api.parallel.Execution(org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD)
        void takesIt(S3Client s3) {
            s3.createBucket(
                    b -> b.bucket("the-only-one").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
        }
    }

    @Test
    void refusesUnknownFlagsInTheEmulatorsWords() {
        run(UnknownFlag.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message("unknown flag --no-such-thing")));
    }

    @KagemushaTest(flags = "no-such-thing=1")
    static final class UnknownFlag {
        @Test
        void isNotReached() {}
    }

    @Test
    void keepsTheClockOfAnEmulatorOfItsOwnToItself() {
        run(MovesItsClock.class, LooksAtTheClock.class).testEvents().assertStatistics(s -> s.succeeded(2)
                .failed(0));
    }

    @KagemushaTest(ownEmulator = true)
    static final class MovesItsClock {
        @Test
        void moves(EmulatedClock clock, Emulator emulator) {
            Instant before = clock.instant();
            clock.advance(Duration.ofDays(400));
            assertThat(clock.instant()).isAfter(before.plus(Duration.ofDays(400)));
            emulator.control().reset();
            assertThat(clock.instant()).isBefore(before.plus(Duration.ofDays(1)));
            clock.advance(Duration.ofDays(800));
        }
    }

    @ExtendWith(Kagemusha.class)
    static final class LooksAtTheClock {
        @Test
        void hasNotMoved(EmulatedClock clock) {
            assertThat(clock.instant()).isBefore(Instant.now().plus(Duration.ofDays(1)));
        }
    }

    @Test
    void appliesFlags() {
        run(Strict.class).testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
    }

    @KagemushaTest(flags = {"strict", "--credentials=AKIDTEST:shh:123456789012"})
    static final class Strict {
        @Test
        void refusesUnknownKeys(S3Client s3) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    software.amazon.awssdk.services.s3.model.S3Exception.class, s3::listBuckets)
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("InvalidAccessKeyId");
        }
    }
}

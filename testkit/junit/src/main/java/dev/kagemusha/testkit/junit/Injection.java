package dev.kagemusha.testkit.junit;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.presigner.SdkPresigner;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.time.Clock;

/** What can be given to a test. */
final class Injection {
    private Injection() {}

    /** Whether the type alone says that Kagemusha is meant. */
    static boolean isOurs(Class<?> type) {
        return type == Emulator.class || type == EmulatedClock.class || isClient(type);
    }

    /** Whether there is something of this type to give. */
    static boolean fills(Class<?> type) {
        return isOurs(type)
                || type == URI.class
                || type == Region.class
                || type == Clock.class
                || type == AwsCredentialsProvider.class;
    }

    private static boolean isClient(Class<?> type) {
        return type.isInterface()
                && (AwsClient.class.isAssignableFrom(type) || SdkPresigner.class.isAssignableFrom(type));
    }

    static Object of(Class<?> type, boolean overPort, Emulator emulator) {
        if (type == Emulator.class) {
            return emulator;
        }
        if (type == EmulatedClock.class || type == Clock.class) {
            return emulator.clock();
        }
        if (type == URI.class) {
            return emulator.endpoint();
        }
        if (type == Region.class) {
            return emulator.region();
        }
        if (type == AwsCredentialsProvider.class) {
            return emulator.credentials();
        }
        return emulator.client(type, overPort);
    }
}

package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.control.ControlException;
import dev.kagemusha.testkit.control.EmulatorControl;
import dev.kagemusha.testkit.control.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KeyState;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The typed control of an emulator, by both of its ways. */
@KagemushaTest(
        ownEmulator = true,
        flags = {"control=token", "control-token=open sesame"})
@SuppressWarnings("try") // a fault is there for what happens before it is closed
final class ControlTest {
    @Emulated
    private Emulator emulator;

    @Emulated
    private KmsClient kms;

    @BeforeEach
    void startsEmpty() {
        emulator.control().reset();
    }

    private EmulatorControl control(boolean overPort) {
        return overPort ? EmulatorControl.at(emulator.endpoint(), "open sesame") : emulator.control();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void movesTime(boolean overPort) {
        EmulatorControl control = control(overPort);
        String key = kms.createKey().keyMetadata().keyId();
        kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
        assertThat(control.advance(Duration.ofDays(6))).isAfter(Instant.now().plus(Duration.ofDays(5)));
        assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.PENDING_DELETION);
        Instant after = control.now().plus(Duration.ofDays(2));
        assertThat(control.advanceTo(after)).isAfterOrEqualTo(after);
        assertThat(kms.listKeys().keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void savesAndRestores(boolean overPort) {
        EmulatorControl control = control(overPort);
        String key = kms.createKey().keyMetadata().keyId();
        control.snapshot("before");
        assertThat(control.snapshots()).containsExactly("before");
        kms.disableKey(b -> b.keyId(key));
        catchThrowableOfType(
                DisabledException.class,
                () -> kms.generateDataKey(b -> b.keyId(key).keySpec("AES_256")));
        control.restore("before");
        assertThat(kms.generateDataKey(b -> b.keyId(key).keySpec("AES_256")).keyId())
                .endsWith(key);
        control.deleteSnapshot("before");
        assertThat(control.snapshots()).isEmpty();
        ControlException refused = catchThrowableOfType(ControlException.class, () -> control.restore("before"));
        assertThat(refused).hasMessage("there is no snapshot before");
        assertThat(refused.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void injectsFaults(boolean overPort) {
        EmulatorControl control = control(overPort);
        try (var fault = control.inject(
                Fault.error("KMSInternalException", 500, "\"quoted\"\n").on("kms", "ListKeys"))) {
            assertThat(catchThrowableOfType(software.amazon.awssdk.services.kms.model.KmsException.class, kms::listKeys)
                            .awsErrorDetails()
                            .errorMessage())
                    .isEqualTo("\"quoted\"\n");
        }
        assertThat(kms.listKeys().keys()).isEmpty();
        control.inject(Fault.drop().withProbability(0.5));
        control.clearFaults();
        control.inject(Fault.error("KMSInternalException").times(1)).close();
        assertThat(kms.listKeys().keys()).isEmpty();
        assertThat(catchThrowableOfType(
                        ControlException.class,
                        () -> control.inject(Fault.drop().on("kms", "NoSuchThing"))))
                .hasMessage("there is no operation NoSuchThing of kms");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhatIsThere(boolean overPort) {
        assertThat(control(overPort).services()).contains("s3", "dynamodb", "kms");
        assertThat(control(overPort).version()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong"})
    void isRefusedWithoutTheToken(String token) {
        EmulatorControl stranger = token.isEmpty()
                ? EmulatorControl.at(emulator.endpoint())
                : EmulatorControl.at(emulator.endpoint(), token);
        ControlException refused = catchThrowableOfType(ControlException.class, stranger::now);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused).hasMessage("control calls need the token (--control)");
    }
}

package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@code @ExtendWith(Kagemusha.class)} with options. Nested classes take part in the options of the class around them. Classes with
 * equal flags share one emulator.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(Kagemusha.class)
public @interface KagemushaTest {
    /** Flags as on the command line: {@code "dynamodb-throttling=off"}, {@code "strict"}. */
    String[] flags() default {};

    /** What has an account of its own. */
    AccountPer accountPer() default AccountPer.CLASS;

    /**
     * Whether the class has an emulator to itself, which is started for it and stopped after it: for tests that move the clock, restore
     * snapshots or reset everything while others run.
     */
    boolean ownEmulator() default false;

    /** The region of clients and credentials. */
    String region() default "us-east-1";

    /** What has an account of its own: its state is nobody else's, and forgotten afterwards. */
    enum AccountPer {
        /** The test class; its tests see what the others have made. */
        CLASS,
        /** Each test, each repetition and each set of parameters: there is nothing to clean up, and nothing static to inject into. */
        METHOD
    }
}

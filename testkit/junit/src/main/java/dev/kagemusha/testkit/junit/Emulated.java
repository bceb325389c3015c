package dev.kagemusha.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what the extension fills in: any field, and a parameter whose type alone does not say that it is meant.
 *
 * <pre>
 * &#64;Emulated
 * S3Client s3;
 *
 * &#64;Test
 * void uploads(@Emulated URI endpoint, DynamoDbClient items) { … }
 * </pre>
 *
 * <p>Types: every client and presigner of the SDK, {@link Emulator}, {@link EmulatedClock} or {@code java.time.Clock}, {@code URI} (the
 * endpoint), {@code Region} and {@code AwsCredentialsProvider}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface Emulated {
    /** Whether a client goes over a real port. Asynchronous clients, presigners and the endpoint always do. */
    boolean overPort() default false;
}

package dev.kagemusha.cloudwatch.math;

/** An expression that cannot be read or evaluated; the message is for who wrote it. */
public final class MathException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MathException(String message) {
        super(message, null, false, false);
    }
}

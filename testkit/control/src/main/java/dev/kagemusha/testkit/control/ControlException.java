package dev.kagemusha.testkit.control;

/** A control call that the emulator refused, or that did not reach it. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    ControlException(int status, String message) {
        super(message);
        this.status = status;
    }

    ControlException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** The HTTP status of the refusal, or 0 when there was no answer. */
    public int status() {
        return status;
    }
}

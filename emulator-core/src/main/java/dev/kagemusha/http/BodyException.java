package dev.kagemusha.http;

import java.io.IOException;

/** A body that cannot be read to its end. */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** The peer closed the connection before the announced length. */
        INCOMPLETE,
        /** More bytes than the operation or the server allows. */
        TOO_LARGE,
        /** Nothing came for longer than the idle timeout. */
        TOO_SLOW,
        /** Broken transfer coding. */
        MALFORMED,
        /** All bodies being gathered together are over the memory budget. */
        NO_MEMORY
    }

    private final Reason reason;

    public BodyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

package dev.kagemusha.state;

/** The storage below failed: a full or broken disk, a damaged file. Nothing a caller did is the cause. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

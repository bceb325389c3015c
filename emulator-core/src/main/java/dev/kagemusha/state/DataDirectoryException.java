package dev.kagemusha.state;

import org.jspecify.annotations.Nullable;

/** A data directory that cannot be used: foreign, locked, unwritable, of a newer format. The message is one line for people. */
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataDirectoryException(String message) {
        super(message);
    }

    public DataDirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.kagemusha.launch;

/** The emulator cannot start as asked; the message is the one line a user sees. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message, null, false, false);
    }
}

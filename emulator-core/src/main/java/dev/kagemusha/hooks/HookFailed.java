package dev.kagemusha.hooks;

/** A hook did not end well; the message is one line that says why, without the hook's name. */
public final class HookFailed extends Exception {
    private static final long serialVersionUID = 1;

    HookFailed(String message) {
        super(message, null, false, false);
    }
}

package dev.kagemusha.testkit.control;

/** A fault that is in effect until it is used up, closed, or everything is reset. */
public final class InjectedFault implements AutoCloseable {
    private final EmulatorControl control;
    private final String id;

    InjectedFault(EmulatorControl control, String id) {
        this.control = control;
        this.id = id;
    }

    /** Removes it, if it is still there. */
    @Override
    public void close() {
        control.remove(id);
    }
}

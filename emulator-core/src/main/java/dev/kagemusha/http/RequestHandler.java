package dev.kagemusha.http;

/** What stands behind the front door. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Decides from the head alone how the body is to be taken in. Called on an event loop: must not block and must not
     * throw.
     */
    Intake intake(RequestHead head);
}

package dev.kagemusha.http;

/** How one request is taken in, decided from its head; the chosen form is also what is called when the body is there. */
public sealed interface Intake {

    /** Answered at once; the body is thrown away (or never asked for, when the client waits for {@code 100-continue}). */
    record Answered(Response response) implements Intake {}

    /** The body is gathered on the event loop, then {@link #handle} runs {@linkplain #where where it belongs}. */
    non-sealed interface Gathered extends Intake {
        /** Bytes the body may have at most. */
        int limit();

        /** Where {@link #handle} runs; asked when the body is there. */
        default Where where() {
            return Where.POOL;
        }

        /** Runs the request. Must not throw. */
        Response handle(byte[] body);

        /** The answer when the body could not be gathered. */
        Response refuse(BodyException problem);
    }

    /** Where a request runs whose body has been gathered. */
    enum Where {
        /** On the event loop: what takes less time than two changes of threads, and has nothing to wait for. */
        LOOP,
        /** On the pool of platform threads. */
        POOL,
        /** On a virtual thread: what may be made to wait, and holds none of the pool meanwhile. */
        APART
    }

    /** {@link #handle} runs at once on a virtual thread and reads the body as it comes. */
    non-sealed interface Streamed extends Intake {
        /** Runs the request. Must not throw; what is left of the body is dropped by the front door. */
        Response handle(Body body);
    }

    /** What has to be done to decide it takes long, or may block: nothing more is read until it has been, on the pool. */
    non-sealed interface Deferred extends Intake {
        /** Decides; never another of its kind. */
        Intake decide();
    }
}

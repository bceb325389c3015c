package dev.kagemusha.testkit.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The way of a control call to the emulator: over HTTP, or inside the process. */
@FunctionalInterface
public interface Transport {
    /**
     * Sends a call and waits for its answer.
     *
     * @param path beginning with {@code /_kagemusha/}
     * @param json the body, sent as {@code application/json}, or null for none
     */
    Answer send(String method, String path, @Nullable String json) throws IOException, InterruptedException;

    /** What came back. */
    record Answer(int status, String body) {}
}

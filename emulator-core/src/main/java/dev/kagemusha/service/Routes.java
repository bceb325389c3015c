package dev.kagemusha.service;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import org.jspecify.annotations.Nullable;

/** What a service answers beside the operations of its SDK, and adds to their answers for browsers. */
@FunctionalInterface
public interface Routes {
    /** For services that speak to SDKs alone. */
    Routes NONE = head -> null;

    /** The route of a request; null for an operation. Called on an event loop: the head alone decides. */
    @Nullable
    Route of(RequestHead head);

    /**
     * Adds to an answer, errors included, what a script of another origin needs to see it. Called for requests that name an origin,
     * on the thread that carries them.
     *
     * @return whether the service decides that for this request; otherwise {@code --cors-allow-origins} does
     */
    default boolean share(Call call, Response response) {
        return false;
    }
}

package dev.kagemusha.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer. {@code Content-Length} or chunked coding, {@code Date} and {@code Connection} are the front door's business.
 * An answer to HEAD may carry a {@code Content-Length} header of its own and an empty body.
 */
public record Response(int status, Headers headers, Payload payload) {
    public static final byte[] NO_BYTES = {};

    public static Response of(int status, Headers headers, byte[] body) {
        return new Response(status, headers, new Bytes(body));
    }

    public static Response empty(int status) {
        return of(status, new Headers(), NO_BYTES);
    }

    /** No answer: the connection is closed, as a network that failed would. */
    public static Response dropped() {
        return new Response(0, new Headers(), new Dropped());
    }

    /** Bytes of the body, or −1 when that is not known beforehand. */
    public long length() {
        return switch (payload) {
            case Bytes bytes -> bytes.bytes().length;
            case Written written -> written.length();
            case Dropped dropped -> 0;
        };
    }

    /** The body of an answer. */
    public sealed interface Payload {}

    /** Nothing at all, see {@link #dropped}. */
    public record Dropped() implements Payload {}

    /** A body that is there already. */
    public record Bytes(byte[] bytes) implements Payload {}

    /**
     * A body that is written while it is sent: on the virtual thread that carried the request or one made for it, or, when it
     * is known to be short, on the worker that handled it.
     */
    public non-sealed interface Written extends Payload {
        /** Bytes that will be written, or −1 (sent chunked). */
        long length();

        /**
         * Writes all of it; {@code out} blocks while the peer is slow. An exception closes the connection, so that a
         * truncated body is never taken for a whole one; thrown before anything was written it drops the connection without
         * any answer. Called at most once; {@link #abandon} is called when it never is.
         */
        void writeTo(OutputStream out) throws IOException;

        /** Frees what the body holds when it is not going to be written (HEAD, a peer that has gone). */
        default void abandon() {}
    }
}

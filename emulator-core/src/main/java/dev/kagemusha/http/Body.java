package dev.kagemusha.http;

import java.io.InputStream;

/**
 * A request's body as it streams in. Reads block until bytes are there, so they belong on a virtual thread; the first one
 * lets {@code 100-continue} out. Closing early makes the front door drop what is left.
 *
 * <p>A peer that goes away, sends too slowly or sends too much makes reads throw {@link BodyException}.
 */
public abstract class Body extends InputStream {
    /** Bytes announced by {@code Content-Length}, or −1. */
    public abstract long length();
}

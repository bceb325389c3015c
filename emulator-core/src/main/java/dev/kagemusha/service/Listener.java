package dev.kagemusha.service;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A door of a service's own beside the front door: a UDP daemon, a database's wire protocol. It is off unless {@code
 * --listen} names it.
 */
public interface Listener {
    /** Unique in the emulator, for example {@code xray-daemon}. */
    String name();

    /**
     * Binds, so that an address in use is found before anything else is done; serves nothing yet.
     *
     * @param address port 0 takes a free one
     */
    Bound bind(InetSocketAddress address) throws IOException;

    /** A bound door. Closing it ends what it serves. */
    interface Bound extends AutoCloseable {
        /** Where it is. */
        InetSocketAddress address();

        /** Starts serving, and returns. */
        void serve(Environment environment);

        @Override
        void close();
    }
}

package dev.kagemusha.service;

import dev.kagemusha.auth.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Calls of other services that no request makes: deferred work, on behalf of whoever asked for it. They enter the gateway as those of
 * {@link Call#client} do.
 */
public final class Errands {
    private volatile @Nullable Gateway gateway;

    /** From now on calls enter here. */
    void through(Gateway way) {
        gateway = way;
    }

    /**
     * A client of another service.
     *
     * @param service the name of the service that does the work
     * @param caller who asked for it; what that principal may do then is what the work may do
     * @param region where it is done
     * @throws IllegalStateException where no service implements this client
     */
    public <C> C client(Class<C> type, String service, Caller caller, String region) {
        Gateway way = gateway;
        if (way == null) {
            throw new IllegalStateException("no gateway yet");
        }
        return way.errand(type, service, caller, region);
    }

    /**
     * A client for somebody who stands outside the emulated cloud, but not on its wire: its calls come through no service.
     *
     * @param caller who calls
     * @throws IllegalStateException where no service implements this client
     */
    public <C> C outside(Class<C> type, Caller caller, String region) {
        Gateway way = gateway;
        if (way == null) {
            throw new IllegalStateException("no gateway yet");
        }
        return way.outside(type, caller, region);
    }
}

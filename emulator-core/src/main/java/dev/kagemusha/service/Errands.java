package dev.kagemusha.service;

import dev.kagemusha.auth.Caller;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

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
     * Does a piece of a service's own deferred work that no operation of its interface is: as somebody, whose permissions are asked for as
     * those of a request are, and under a record of its own.
     *
     * @param service whose work it is
     * @param operation what the record calls it
     * @param caller on whose behalf it is done
     * @param region where it is done
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException what the work throws, with which the record is closed
     */
    public <R> R work(String service, String operation, Caller caller, String region, Function<Call, R> work) {
        Gateway way = gateway;
        if (way == null) {
            throw new IllegalStateException("no gateway yet");
        }
        return way.work(service, operation, caller, region, work);
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

package dev.kagemusha.launch;

import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Listener;
import dev.kagemusha.service.Service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** The listeners of services that {@code --listen} names: bound first, served when the store is there, closed at the end. */
final class Listeners implements AutoCloseable {
    private final Map<String, Listener.Bound> bound = new LinkedHashMap<>();

    /**
     * Binds every listener that is asked for, or none.
     *
     * @throws UsageException for a name that no service declares, and for an address that cannot be bound
     */
    static Listeners bind(Iterable<Service> services, Map<String, InetSocketAddress> asked) throws UsageException {
        Map<String, Listener> declared = new LinkedHashMap<>();
        if (!asked.isEmpty()) {
            services.forEach(service -> service.listeners().forEach(l -> declared.put(l.name(), l)));
        }
        Listeners listeners = new Listeners();
        for (Map.Entry<String, InetSocketAddress> entry : asked.entrySet()) {
            Listener listener = declared.get(entry.getKey());
            if (listener == null) {
                listeners.close();
                throw new UsageException("--listen: no service has a listener " + entry.getKey() + "; there are "
                        + (declared.isEmpty() ? "none" : String.join(", ", declared.keySet())));
            }
            try {
                listeners.bound.put(entry.getKey(), listener.bind(entry.getValue()));
            } catch (IOException e) {
                listeners.close();
                throw new UsageException("--listen: cannot bind " + entry.getKey() + " to "
                        + entry.getValue().getHostString() + ":"
                        + entry.getValue().getPort() + ": " + e.getMessage());
            }
        }
        return listeners;
    }

    void serve(Environment environment) {
        bound.values().forEach(listener -> listener.serve(environment));
    }

    /** Name to address, for health. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        bound.forEach((name, listener) -> addresses.put(
                name,
                listener.address().getHostString() + ":" + listener.address().getPort()));
        return addresses;
    }

    @Override
    public void close() {
        bound.values().forEach(Listener.Bound::close);
        bound.clear();
    }
}

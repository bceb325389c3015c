package dev.kagemusha.service;

import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services of this emulator. A service is defined at its first use: a start touches none of them.
 */
public final class Registry {
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final Map<String, Definition> defined = new ConcurrentHashMap<>();
    private final Environment environment;
    private volatile @Nullable List<Definition> all;

    public Registry(Iterable<Service> services, Environment environment) {
        for (Service service : services) {
            this.services.put(service.name(), service);
        }
        this.environment = environment;
    }

    /** The services on the class path. */
    public static Registry load(Environment environment) {
        return new Registry(ServiceLoader.load(Service.class), environment);
    }

    /** Names of all services, whether used yet or not. */
    public List<String> names() {
        return List.copyOf(services.keySet());
    }

    /** The service of this name, or null. */
    public @Nullable Definition byName(String name) {
        Definition known = defined.get(name);
        if (known != null) {
            return known;
        }
        Service service = services.get(name);
        return service == null ? null : defined.computeIfAbsent(name, n -> service.define(environment));
    }

    /** Whether all services are defined, so that asking for one is a mere look-up. */
    public boolean ready() {
        return all != null;
    }

    /** All services. Defines those that were not used yet. */
    public List<Definition> all() {
        List<Definition> known = all;
        if (known == null) {
            List<Definition> made = new ArrayList<>();
            for (String name : services.keySet()) {
                Definition definition = byName(name);
                if (definition != null) {
                    made.add(definition);
                }
            }
            known = List.copyOf(made);
            all = known;
        }
        return known;
    }

    /**
     * Whether the host is something of a service's, such as a bucket, and no endpoint: {@code sts.localhost} is an endpoint even if
     * there could be a bucket of that name.
     */
    public boolean ownsHost(RequestHead head) {
        String host = head.host();
        String name = ServiceResolver.endpointName(host);
        if (host.indexOf('.') < 0 || (name != null && services.containsKey(name))) {
            return false;
        }
        for (Definition definition : all()) {
            if (definition.addressing().ownsHost(head)) {
                return true;
            }
        }
        return false;
    }

    /** The service whose SDK client interface this is, or null. */
    @Nullable
    Definition byClient(Class<?> client) {
        for (Definition definition : all()) {
            if (definition.model().client() == client) {
                return definition;
            }
        }
        return null;
    }
}

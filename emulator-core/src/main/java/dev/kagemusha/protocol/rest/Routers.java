package dev.kagemusha.protocol.rest;

import dev.kagemusha.protocol.ServiceModel;

import java.util.concurrent.ConcurrentHashMap;

/** The routers of the services that speak a protocol, each made at its service's first request. */
final class Routers {
    private final ConcurrentHashMap<ServiceModel, Router> made = new ConcurrentHashMap<>();

    Router of(ServiceModel service) {
        Router known = made.get(service);
        return known != null
                ? known
                : made.computeIfAbsent(
                        service, any -> new Router(service, service.table().bindings()));
    }
}

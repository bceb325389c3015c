package dev.kagemusha.service;

import java.util.List;

/** A service of the emulated cloud, found with {@link java.util.ServiceLoader}: adding a service is adding a jar. */
public interface Service {
    /** The service's name, for example {@code dynamodb}; also that of its state scopes. */
    String name();

    /** Describes the service; called once, when it is first needed. Must be quick: no reads of state. */
    Definition define(Environment environment);

    /** Flags of its own. */
    default List<ServiceFlag> flags() {
        return List.of();
    }

    /** Doors of its own; off unless asked for. */
    default List<Listener> listeners() {
        return List.of();
    }
}

package dev.kagemusha.service;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;

import java.util.Map;

/** How a service finds part of its address outside the path template: S3's bucket in the host or the path. */
@FunctionalInterface
public interface Addressing {
    /** As it is. */
    Addressing PLAIN = head -> new Address(head.path(), Map.of());

    Address address(RequestHead head);

    /**
     * Whether the request is this service's although it is signed for another of the same signing name, as S3 Control's are for S3.
     * Asked of requests whose path begins with the version of an API.
     */
    default boolean claims(RequestHead head) {
        return false;
    }

    /** Whether the host names something of the service's, so that each of its paths is the service's as well. */
    default boolean ownsHost(RequestHead head) {
        return false;
    }
}

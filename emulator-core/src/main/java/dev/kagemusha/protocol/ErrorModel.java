package dev.kagemusha.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An error of a service as its model describes it.
 *
 * @param shape the SDK's exception class, its simple name
 * @param code as on the wire
 * @param status HTTP status
 * @param messageName what the member that holds the text is called: {@code message} or {@code Message}
 * @param queryCode the code that clients of the service's former query protocol know, if it differs from {@code code}
 */
public record ErrorModel(
        String shape,
        String code,
        int status,
        String messageName,
        @Nullable String queryCode) {}

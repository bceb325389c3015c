package dev.kagemusha.protocol;

import java.util.Map;

/** What {@link Protocol#match} found. */
public sealed interface Match {
    /**
     * An operation.
     *
     * @param labels path labels by member location name, decoded, for REST protocols
     */
    record Found(OperationModel operation, Map<String, String> labels) implements Match {}

    /** The body names the operation. */
    record NeedsBody() implements Match {}

    /**
     * No operation of this service.
     *
     * @param name what was asked for, as far as it can be told
     */
    record Unknown(String name) implements Match {}
}

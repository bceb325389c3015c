package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A request whose signature holds, up to its body.
 *
 * @param accessKeyId null for {@link Caller.Anonymous}
 * @param region what the request was signed for, null for nobody and for Signature Version 2
 * @param service the signing name, null for nobody
 * @param signedAt the time the client signed at, by whichever clock it goes, null where the signature does not say
 * @param presigned whether the signature stood in the query
 * @param payload what the body has to pass
 */
public record Verified(
        Caller caller,
        @Nullable String accessKeyId,
        @Nullable String region,
        @Nullable String service,
        @Nullable Instant signedAt,
        boolean presigned,
        PayloadCheck payload) {

    /** Nobody, with a body that passes as it is. */
    public static Verified nobody() {
        return new Verified(new Caller.Anonymous(), null, null, null, null, false, PayloadCheck.NONE);
    }
}

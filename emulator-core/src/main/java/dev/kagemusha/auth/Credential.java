package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A key that is known here.
 *
 * @param sessionToken what the request must present besides, for temporary credentials
 * @param expires in emulated time, for temporary credentials
 */
public record Credential(
        String accessKeyId,
        String secret,
        Caller caller,
        @Nullable String sessionToken,
        @Nullable Instant expires) {

    @Override
    public String toString() {
        return "Credential[" + accessKeyId + "]"; // a secret never reaches a log
    }
}

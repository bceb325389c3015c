package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.CloudWatchErrors;

import java.util.Base64;

/** Tokens that say where the next page begins. */
final class Tokens {
    private Tokens() {}

    static String write(byte[] place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
    }

    static byte[] read(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw CloudWatchErrors.invalidToken();
        }
    }
}

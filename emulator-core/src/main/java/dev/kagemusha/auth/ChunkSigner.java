package dev.kagemusha.auth;

import java.nio.charset.StandardCharsets;

/**
 * What the chunks of a body are signed with: each signature covers the one before, the first one the request's own.
 *
 * @param date as the request was signed with
 * @param scope date, region, service and terminator
 * @param seed the request's signature
 */
record ChunkSigner(Hmac key, String date, String scope, String seed) {
    private static final String NO_BYTES_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    byte[] chunk(String previous, byte[] hash) {
        return sign("AWS4-HMAC-SHA256-PAYLOAD", previous, NO_BYTES_HASH + "\n" + Scratch.hex(hash));
    }

    byte[] trailer(String previous, byte[] hash) {
        return sign("AWS4-HMAC-SHA256-TRAILER", previous, Scratch.hex(hash));
    }

    private byte[] sign(String algorithm, String previous, String tail) {
        String text = algorithm + "\n" + date + "\n" + scope + "\n" + previous + "\n" + tail;
        return key.sign(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return "ChunkSigner[" + scope + "]";
    }
}

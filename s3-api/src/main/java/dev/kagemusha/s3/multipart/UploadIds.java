package dev.kagemusha.s3.multipart;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of multipart uploads: opaque to clients, ordered by the time they were made. */
public final class UploadIds {
    private final SecureRandom random = new SecureRandom();

    String next(long millis) {
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        byte[] id = ByteBuffer.allocate(32).putLong(millis).put(secret).array();
        return HexFormat.of().formatHex(id, 2, 32);
    }
}

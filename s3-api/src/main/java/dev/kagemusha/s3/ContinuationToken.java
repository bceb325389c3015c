package dev.kagemusha.s3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/** Where a listing goes on: the last name of a page, made opaque; one that was not made here is refused. */
public final class ContinuationToken {
    private ContinuationToken() {}

    public static String write(String last) {
        byte[] name = last.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4 + name.length)
                        .putInt(check(name, 0, name.length))
                        .put(name)
                        .array());
    }

    public static String read(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw refused(token);
        }
        if (bytes.length < 4 || ByteBuffer.wrap(bytes).getInt() != check(bytes, 4, bytes.length - 4)) {
            throw refused(token);
        }
        return new String(bytes, 4, bytes.length - 4, StandardCharsets.UTF_8);
    }

    private static int check(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static S3Error refused(String token) {
        return S3Errors.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}

package dev.kagemusha.s3.object;

import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.Digest;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Which version of a key: its place among them in time, and whether it goes by an id or is the null version.
 *
 * @param order epoch milliseconds and 16 bits that keep versions of one millisecond apart; later versions have greater ones
 * @param named whether it has an id
 */
public record Version(long order, boolean named) {
    /** The id of what was written while the bucket kept no versions. */
    public static final String NULL = "null";

    private static final int ID_LENGTH = 32;
    private static final int ID_BYTES = 24;
    private static final int ORDER_BITS = 16;
    private static final Ids IDS = Ids.secure();

    /** Of an object in a bucket that never kept versions: it needs nothing stored. */
    static Version unnamed(long modified) {
        return new Version(modified << ORDER_BITS, false);
    }

    /** A new one; ids are not used again though a version may be deleted in the millisecond in which it was made. */
    static Version after(@Nullable Version newest, long now, boolean named) {
        byte[] random = IDS.bytes(2);
        long order = now << ORDER_BITS | (random[0] & 0xff) << 8 | random[1] & 0xff;
        return new Version(newest == null ? order : Math.max(order, newest.order + 1), named);
    }

    /** As clients know it: 32 characters that say nothing to them. */
    public String id(String key) {
        return named ? id(key, order) : NULL;
    }

    /** The same as answers to a write tell it: not at all of the null version. */
    public @Nullable String told(String key) {
        return named ? id(key) : null;
    }

    /** An id says the order to whom knows the key, and proves that this service made it: no table of ids is needed. */
    private static String id(String key, long order) {
        byte[] proof = proof(key, order);
        byte[] id = ByteBuffer.allocate(ID_BYTES)
                .putLong(order ^ ByteBuffer.wrap(proof).getLong())
                .put(proof)
                .array();
        return Base64.getUrlEncoder().encodeToString(id).replace('-', '.');
    }

    /** The order that an id stands for, or −1 when it is of no version of this key. */
    public static long order(String key, String id) {
        if (id.length() != ID_LENGTH) {
            return -1;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(id.replace('.', '-'));
        } catch (IllegalArgumentException e) {
            return -1;
        }
        if (bytes.length != ID_BYTES) {
            return -1; // padded
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long order = in.getLong() ^ in.getLong(8);
        return Arrays.equals(bytes, 8, ID_BYTES, proof(key, order), 0, 16) ? order : -1;
    }

    /** Whether a text has the form of an id; what has not is refused, what names nothing is not found. */
    public static boolean formed(String id) {
        return id.length() == ID_LENGTH || id.equals(NULL);
    }

    private static byte[] proof(String key, long order) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        Digest digest = Algorithm.SHA256.open();
        digest.update(name, 0, name.length);
        digest.update(ByteBuffer.allocate(8).putLong(order).array(), 0, 8);
        return Arrays.copyOf(digest.value(), 16);
    }
}

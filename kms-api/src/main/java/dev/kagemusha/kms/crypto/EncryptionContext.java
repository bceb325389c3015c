package dev.kagemusha.kms.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * An encryption context as authenticated data. Order does not matter on AWS, case does: the pairs are sorted by the bytes of their
 * names, and each text has its length in front, so that no two contexts have the same bytes.
 */
final class EncryptionContext {
    private static final byte[] NOTHING = {};

    private EncryptionContext() {}

    static byte[] bytes(Map<String, String> context) {
        if (context.isEmpty()) {
            return NOTHING;
        }
        byte[][][] pairs = new byte[context.size()][][];
        int count = 0;
        int total = 0;
        for (Map.Entry<String, String> pair : context.entrySet()) {
            byte[] name = pair.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = pair.getValue().getBytes(StandardCharsets.UTF_8);
            pairs[count++] = new byte[][] {name, value};
            total += 2 * Integer.BYTES + name.length + value.length;
        }
        Arrays.sort(pairs, (one, other) -> Arrays.compareUnsigned(one[0], other[0]));
        ByteBuffer out = ByteBuffer.allocate(total);
        for (byte[][] pair : pairs) {
            out.putInt(pair[0].length).put(pair[0]).putInt(pair[1].length).put(pair[1]);
        }
        return out.array();
    }
}

package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A ciphertext blob of a symmetric key, taken apart:
 *
 * <pre>
 * [1][1 if the key's id begins with mrk-, else 0][account: 6 bytes][id: 16][key material: 32][nonce: 12][ciphertext][tag: 16]
 * </pre>
 *
 * It names account and key but no region: a replica of a multi-Region key opens what its primary made. It names the key material, so it
 * opens after rotations too. The head is authenticated with the encryption context.
 *
 * @param account 12 digits
 * @param keyId a UUID, or {@code mrk-} and 32 hexadecimal digits
 * @param materialId 64 hexadecimal digits
 */
public record Ciphertext(String account, String keyId, String materialId, byte[] blob) {
    static final int VERSION = 1;
    static final int HEAD = 2 + 6 + 16 + 32;
    static final int NONCE = 12;
    static final int TAG = 16;

    private static final HexFormat HEX = HexFormat.of();
    private static final String MULTI_REGION = "mrk-";

    /** Takes a blob apart; null when it is none of ours. */
    public static @Nullable Ciphertext parse(byte[] blob) {
        if (blob.length < HEAD + NONCE + TAG || blob[0] != VERSION || (blob[1] | 1) != 1) {
            return null;
        }
        long account = 0;
        for (int i = 2; i < 8; i++) {
            account = account << 8 | (blob[i] & 0xff);
        }
        String digits = Long.toString(account);
        if (digits.length() > 12) {
            return null;
        }
        String id = HEX.formatHex(blob, 8, 24);
        return new Ciphertext(
                "0".repeat(12 - digits.length()) + digits,
                blob[1] == 1 ? MULTI_REGION + id : uuid(id),
                HEX.formatHex(blob, 24, HEAD),
                blob);
    }

    /** The head of a new blob. */
    static byte[] head(String account, String keyId, String materialId) {
        boolean multiRegion = keyId.startsWith(MULTI_REGION);
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        head.put((byte) VERSION).put((byte) (multiRegion ? 1 : 0));
        long number = Long.parseLong(account);
        head.putShort((short) (number >>> 32)).putInt((int) number);
        head.put(HEX.parseHex(multiRegion ? keyId.substring(MULTI_REGION.length()) : keyId.replace("-", "")));
        head.put(HEX.parseHex(materialId));
        return head.array();
    }

    private static String uuid(String hex) {
        return hex.substring(0, 8)
                + '-'
                + hex.substring(8, 12)
                + '-'
                + hex.substring(12, 16)
                + '-'
                + hex.substring(16, 20)
                + '-'
                + hex.substring(20);
    }
}

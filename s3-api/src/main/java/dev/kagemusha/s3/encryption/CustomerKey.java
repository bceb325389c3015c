package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.checksum.Algorithm;
import org.jspecify.annotations.Nullable;

import java.util.Base64;

/**
 * A key that a request brings (SSE-C): never kept, never logged.
 *
 * @param key 32 bytes
 * @param md5 of the key in base64, as the request gave it
 */
public record CustomerKey(byte[] key, String md5) {
    static final String ALGORITHM = "AES256";

    private static final int BYTES = 32;

    /**
     * The key of three headers, or null when there are none of them.
     *
     * @throws S3Error when they do not belong together
     */
    public static @Nullable CustomerKey of(@Nullable String algorithm, @Nullable String key, @Nullable String md5) {
        if (algorithm == null) {
            if (key != null || md5 != null) {
                throw refused(
                        "Requests specifying Server Side Encryption with Customer provided keys must provide a valid"
                                + " encryption algorithm.");
            }
            return null;
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw new S3Error(
                            "InvalidEncryptionAlgorithmError",
                            400,
                            "The Encryption request you specified is not valid. Supported value: AES256.")
                    .with("ArgumentName", "x-amz-server-side-encryption")
                    .with("ArgumentValue", algorithm);
        }
        if (key == null) {
            throw refused("Requests specifying Server Side Encryption with Customer provided keys must provide an"
                    + " appropriate secret key.");
        }
        if (md5 == null) {
            throw refused(
                    "Requests specifying Server Side Encryption with Customer provided keys must provide the client"
                            + " calculated MD5 of the secret key.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw refused("The secret key was invalid for the specified algorithm.");
        }
        if (!Base64.getEncoder().encodeToString(Algorithm.md5().digest(bytes)).equals(md5)) {
            throw refused("The calculated MD5 hash of the key did not match the hash that was provided.");
        }
        if (bytes.length != BYTES) {
            throw refused("The secret key was invalid for the specified algorithm.");
        }
        return new CustomerKey(bytes, md5);
    }

    private static S3Error refused(String text) {
        return S3Errors.invalidArgument(text, "x-amz-server-side-encryption", "null");
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "CustomerKey";
    }
}

package dev.kagemusha.s3.encryption;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * All that is kept of a customer's key, to tell it from another: a salted HMAC, as AWS keeps it.
 *
 * @param md5 as the request gave it, for answers
 */
record KeyPrint(String md5, byte[] salt, byte[] print) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT = 16;

    static KeyPrint of(CustomerKey key) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new KeyPrint(key.md5(), salt, print(salt, key));
    }

    boolean isOf(CustomerKey key) {
        return MessageDigest.isEqual(print, print(salt, key));
    }

    private static byte[] print(byte[] salt, CustomerKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac.doFinal(key.key());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}

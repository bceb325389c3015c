package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.Nullable;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;

/** {@code SYMMETRIC_DEFAULT}: AES-256-GCM under a random nonce, with the encryption context as authenticated data. */
public final class Envelope {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 8 * Ciphertext.TAG;

    private Envelope() {}

    /**
     * Encrypts.
     *
     * @param account the key's, 12 digits
     * @param keyId a UUID, or {@code mrk-} and 32 hexadecimal digits
     * @param materialId of the material that is used, 64 hexadecimal digits
     * @return a blob for {@link Ciphertext#parse}
     */
    public static byte[] seal(
            String account,
            String keyId,
            String materialId,
            KeyMaterial key,
            Map<String, String> context,
            byte[] plain) {
        byte[] head = Ciphertext.head(account, keyId, materialId);
        byte[] blob = Arrays.copyOf(head, head.length + Ciphertext.NONCE + plain.length + Ciphertext.TAG);
        byte[] nonce = Entropy.bytes(Ciphertext.NONCE);
        System.arraycopy(nonce, 0, blob, head.length, nonce.length);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, 0, head, context);
            cipher.doFinal(plain, 0, plain.length, blob, head.length + nonce.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return blob;
    }

    /** Decrypts; null when the ciphertext or the context is not what was sealed under this key. */
    public static byte @Nullable [] open(KeyMaterial key, Map<String, String> context, Ciphertext ciphertext) {
        byte[] blob = ciphertext.blob();
        try {
            int from = Ciphertext.HEAD + Ciphertext.NONCE;
            return cipher(Cipher.DECRYPT_MODE, key, blob, Ciphertext.HEAD, blob, context)
                    .doFinal(blob, from, blob.length - from);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(
            int mode, KeyMaterial key, byte[] nonce, int at, byte[] head, Map<String, String> context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(
                mode,
                new SecretKeySpec(key.secret(), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce, at, Ciphertext.NONCE));
        cipher.updateAAD(head, 0, Ciphertext.HEAD);
        cipher.updateAAD(EncryptionContext.bytes(context));
        return cipher;
    }
}

package dev.kagemusha.state.rocks;

import dev.kagemusha.state.StoreException;
import org.jspecify.annotations.Nullable;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The form of encrypted bytes: AES-256-GCM in frames of 64 KiB, under a data key of the blob's own, which the root key wraps.
 *
 * <pre>
 * frame        ciphertext (as long as the plain bytes) ‖ tag (16)
 *   nonce      0000 ‖ frame's index (8 bytes): never twice under one data key
 *   AAD        frame's index (8 bytes) ‖ 1 when it is the last, else 0: frames cannot be moved, dropped or cut off
 * wrapped key  nonce (12, random) ‖ key under the root key (32) ‖ tag (16)
 * secret       the same for any length; AAD is the full key of the row that it is kept in
 * </pre>
 *
 * A blob may instead be locked with a key that somebody else keeps: that key then wraps its data key, and with two layers each frame
 * is encrypted a second time under a data key that the root key wraps.
 *
 * <p>Ciphers are costly to make and cheap to start again, so they are kept in a small pool, not per thread: there may be very many
 * virtual threads.
 */
final class Frames {
    /** Plain bytes of every frame but the last. */
    static final int PLAIN = 64 * 1024;

    static final int TAG = 16;

    private static final int MOST_STORED = PLAIN + 2 * TAG;

    static final int KEY = 32;
    static final int NONCE = 12;
    static final int WRAPPED_KEY = NONCE + KEY + TAG;

    private static final int WARM_UP_BYTES = 256;
    private static final int WARM_UP_CALLS = 12_000;

    private final SecretKey root;
    private final SecureRandom random = new SecureRandom();
    private final ArrayBlockingQueue<Cipher> ciphers = new ArrayBlockingQueue<>(64);
    private final ArrayBlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(64);

    Frames(byte[] rootKey) {
        if (rootKey.length != KEY) {
            throw new IllegalArgumentException("the root key must have " + KEY + " bytes");
        }
        root = new SecretKeySpec(rootKey, "AES");
    }

    /** A new data key. */
    byte[] newKey() {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        return key;
    }

    /** A buffer for any stored frame; give it back with {@link #giveBack}. */
    byte[] buffer() {
        byte[] buffer = buffers.poll();
        return buffer == null ? new byte[MOST_STORED] : buffer;
    }

    void giveBack(byte[] buffer) {
        boolean ignored = buffers.offer(buffer);
    }

    /** Bytes under the root key: nonce, ciphertext, tag. For keys and other secrets of moderate size. */
    byte[] seal(byte[] plain) {
        return seal(root, null, plain);
    }

    /** The same, opened only with this additional authenticated data. */
    byte[] seal(byte[] aad, byte[] plain) {
        return seal(root, aad, plain);
    }

    /** The same under another key. */
    byte[] seal(SecretKey under, byte[] plain) {
        return seal(under, null, plain);
    }

    private byte[] seal(SecretKey under, byte @Nullable [] aad, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = java.util.Arrays.copyOf(nonce, NONCE + plain.length + TAG);
        try {
            crypt(Cipher.ENCRYPT_MODE, under, nonce, aad, plain, 0, plain.length, sealed, NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return sealed;
    }

    /** A key of its own for one purpose. */
    byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(root.getEncoded(), "HmacSHA256"));
            return mac.doFinal(("kagemusha " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] unseal(byte[] sealed, int offset, int length) {
        return unseal(root, null, sealed, offset, length);
    }

    byte[] unseal(byte[] aad, byte[] sealed) {
        return unseal(root, aad, sealed, 0, sealed.length);
    }

    byte[] unseal(SecretKey under, byte[] sealed, int offset, int length) {
        return unseal(under, null, sealed, offset, length);
    }

    private byte[] unseal(SecretKey under, byte @Nullable [] aad, byte[] sealed, int offset, int length) {
        if (length < NONCE + TAG) {
            throw new StoreException("sealed bytes are cut off", new EOFException());
        }
        byte[] plain = new byte[length - NONCE - TAG];
        byte[] nonce = java.util.Arrays.copyOfRange(sealed, offset, offset + NONCE);
        try {
            crypt(Cipher.DECRYPT_MODE, under, nonce, aad, sealed, offset + NONCE, length - NONCE, plain, 0);
        } catch (GeneralSecurityException e) {
            throw new StoreException("sealed bytes are damaged, of another place, or sealed under another root key", e);
        }
        return plain;
    }

    /** Encrypts one frame; returns the stored length. */
    int encrypt(BlobKeys keys, long index, boolean last, byte[] plain, int offset, int length, byte[] out, int at) {
        SecretKey second = keys.second();
        if (second == null) {
            return encrypt(keys.first(), index, last, plain, offset, length, out, at);
        }
        byte[] once = buffer();
        try {
            int size = encrypt(keys.first(), index, last, plain, offset, length, once, 0);
            return encrypt(second, index, last, once, 0, size, out, at);
        } finally {
            giveBack(once);
        }
    }

    private int encrypt(
            SecretKey key, long index, boolean last, byte[] plain, int offset, int length, byte[] out, int at) {
        try {
            return crypt(Cipher.ENCRYPT_MODE, key, nonce(index), aad(index, last), plain, offset, length, out, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decrypts one frame; nothing of a damaged one is given out. Returns the plain length. */
    int decrypt(BlobKeys keys, long index, boolean last, byte[] stored, int offset, int length, byte[] out)
            throws IOException {
        SecretKey second = keys.second();
        if (second == null) {
            return decrypt(keys.first(), index, last, stored, offset, length, out);
        }
        byte[] once = buffer();
        try {
            int size = decrypt(second, index, last, stored, offset, length, once);
            return decrypt(keys.first(), index, last, once, 0, size, out);
        } finally {
            giveBack(once);
        }
    }

    private int decrypt(SecretKey key, long index, boolean last, byte[] stored, int offset, int length, byte[] out)
            throws IOException {
        try {
            return crypt(Cipher.DECRYPT_MODE, key, nonce(index), aad(index, last), stored, offset, length, out, 0);
        } catch (AEADBadTagException e) {
            throw new IOException("a stored body is damaged (frame " + index + ")", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes the JVM compile its AES-GCM. Uncompiled it takes a hundred times as long, and large frames are few calls, so that a
     * first upload of 50 MB would be over before anything is compiled; these calls are many and small.
     */
    void warmUp() {
        SecretKey key = new SecretKeySpec(newKey(), "AES");
        byte[] plain = new byte[WARM_UP_BYTES];
        byte[] stored = new byte[WARM_UP_BYTES + TAG];
        try {
            for (int i = 0; i < WARM_UP_CALLS; i++) {
                int size = encrypt(key, i, false, plain, 0, WARM_UP_BYTES, stored, 0);
                int ignored = decrypt(key, i, false, stored, 0, size, plain);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int crypt(
            int mode,
            SecretKey key,
            byte[] nonce,
            byte @Nullable [] aad,
            byte[] in,
            int offset,
            int length,
            byte[] out,
            int at)
            throws GeneralSecurityException {
        Cipher cipher = ciphers.poll();
        if (cipher == null) {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        if (aad != null) {
            cipher.updateAAD(aad);
        }
        int written = cipher.doFinal(in, offset, length, out, at);
        // One that threw is left to the collector: its state is not worth knowing.
        boolean ignored = ciphers.offer(cipher);
        return written;
    }

    private static byte[] nonce(long index) {
        byte[] nonce = new byte[NONCE];
        number(index, nonce, NONCE - Long.BYTES);
        return nonce;
    }

    private static byte[] aad(long index, boolean last) {
        byte[] aad = new byte[Long.BYTES + 1];
        number(index, aad, 0);
        aad[Long.BYTES] = (byte) (last ? 1 : 0);
        return aad;
    }

    private static void number(long value, byte[] out, int at) {
        for (int i = 0; i < Long.BYTES; i++) {
            out[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }
}

package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.state.StoreException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import java.security.GeneralSecurityException;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The form of a sealed row: AES-256-GCM under the table's key.
 *
 * <pre>
 * version (1) ‖ id of the table that has the key (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16) ‖ size (4)
 *   AAD   version ‖ id ‖ size
 * </pre>
 *
 * The item's size is plain, so that capacity is known without opening the row.
 *
 * <p>Ciphers are costly to make and cheap to start again, so they are kept in a small pool, not per thread: there may be very many
 * virtual threads.
 */
final class RowCipher {
    static final int NONCE = 12;

    private static final byte VERSION = 2;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int TAG = 16;
    private static final int START = HEAD + NONCE;
    private static final int END = Integer.BYTES;

    private final ArrayBlockingQueue<Cipher> ciphers = new ArrayBlockingQueue<>(64);

    /** @param size the item's, by DynamoDB's count */
    byte[] seal(TableKey key, byte[] plain, int size) {
        byte[] row = new byte[START + plain.length + TAG + END];
        row[0] = VERSION;
        number(key.id(), row, 1);
        key.nonce(row, HEAD);
        number(size, row, row.length - END);
        try {
            Cipher cipher = begin(Cipher.ENCRYPT_MODE, key, row);
            int ignored = cipher.doFinal(plain, 0, plain.length, row, START);
            giveBack(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return row;
    }

    /** @throws StoreException if a single bit is not as it was sealed */
    byte[] open(TableKey key, byte[] row) {
        try {
            Cipher cipher = begin(Cipher.DECRYPT_MODE, key, row);
            byte[] plain = cipher.doFinal(row, START, row.length - START - END);
            giveBack(cipher);
            return plain;
        } catch (AEADBadTagException e) {
            throw new StoreException("a stored item is damaged", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher begin(int mode, TableKey key, byte[] row) throws GeneralSecurityException {
        Cipher cipher = ciphers.poll();
        if (cipher == null) {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }
        cipher.init(mode, key.secret(), new GCMParameterSpec(8 * TAG, row, HEAD, NONCE));
        cipher.updateAAD(row, 0, HEAD);
        cipher.updateAAD(row, row.length - END, END);
        return cipher;
    }

    /** One that threw is left to the collector: its state is not worth knowing. */
    private void giveBack(Cipher cipher) {
        boolean ignored = ciphers.offer(cipher);
    }

    /** The id of the table whose key opens a row. */
    static int keyOf(byte[] row) {
        if (row.length < START + TAG + END || row[0] != VERSION) {
            throw new IllegalStateException("a stored item is damaged, or of an unknown format");
        }
        return number(row, 1);
    }

    /** The item's size by DynamoDB's count. */
    static int size(byte[] row) {
        return number(row, row.length - END);
    }

    private static void number(int value, byte[] out, int at) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    private static int number(byte[] in, int at) {
        return (in[at] & 0xFF) << 24 | (in[at + 1] & 0xFF) << 16 | (in[at + 2] & 0xFF) << 8 | (in[at + 3] & 0xFF);
    }
}

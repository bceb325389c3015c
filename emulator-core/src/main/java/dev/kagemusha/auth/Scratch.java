package dev.kagemusha.auth;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A growing byte array and a SHA-256 that requests borrow one after the other, so that a signature is checked with next
 * to no garbage. Borrowed rather than kept per thread, since virtual threads come by the thousand.
 */
final class Scratch {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int LARGEST_KEPT = 64 * 1024;

    private final MessageDigest sha256 = newSha256();
    private byte[] bytes = new byte[2048];
    private int size;

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Lends a few of them; whoever finds none makes one. */
    static final class Pool {
        private static final int SLOTS = 16;

        private final AtomicReferenceArray<Scratch> slots = new AtomicReferenceArray<>(SLOTS);

        Scratch borrow() {
            int start = (int) Thread.currentThread().threadId();
            for (int i = 0; i < SLOTS; i++) {
                Scratch free = slots.getAndSet((start + i) & (SLOTS - 1), null);
                if (free != null) {
                    free.size = 0;
                    return free;
                }
            }
            return new Scratch();
        }

        void giveBack(Scratch scratch) {
            if (scratch.bytes.length > LARGEST_KEPT) {
                return;
            }
            int start = (int) Thread.currentThread().threadId();
            for (int i = 0; i < SLOTS; i++) {
                if (slots.compareAndSet((start + i) & (SLOTS - 1), null, scratch)) {
                    return;
                }
            }
        }
    }

    int size() {
        return size;
    }

    /** Forgets everything after the first {@code length} bytes. */
    void truncate(int length) {
        size = length;
    }

    byte at(int index) {
        return bytes[index];
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    Scratch add(char c) {
        room(1);
        bytes[size++] = (byte) c;
        return this;
    }

    Scratch add(String latin1) {
        return add(latin1, 0, latin1.length());
    }

    /** Each character as the byte it was on the wire. */
    @SuppressWarnings("deprecation") // the one method that copies Latin-1 text without an array in between
    Scratch add(String latin1, int from, int to) {
        room(to - from);
        latin1.getBytes(from, to, bytes, size);
        size += to - from;
        return this;
    }

    Scratch add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    Scratch addHex(byte[] hash) {
        room(2 * hash.length);
        for (byte b : hash) {
            bytes[size++] = HEX[(b >> 4) & 15];
            bytes[size++] = HEX[b & 15];
        }
        return this;
    }

    /** Adds {@code %XX}. */
    Scratch addEscape(int b) {
        room(3);
        bytes[size++] = '%';
        bytes[size++] = upperHex((b >> 4) & 15);
        bytes[size++] = upperHex(b & 15);
        return this;
    }

    private static byte upperHex(int digit) {
        return (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    /** Adds a range of itself once more. */
    void repeat(int from, int to) {
        room(to - from);
        System.arraycopy(bytes, from, bytes, size, to - from);
        size += to - from;
    }

    /** Takes a range out; what follows it moves up. */
    void remove(int from, int to) {
        System.arraycopy(bytes, to, bytes, from, size - to);
        size -= to - from;
    }

    /** Compares two ranges as unsigned bytes. */
    int compare(int fromA, int toA, int fromB, int toB) {
        return Arrays.compareUnsigned(bytes, fromA, toA, bytes, fromB, toB);
    }

    /** Replaces everything from {@code from} by the SHA-256 of it, in lower-case hex. */
    void hashTail(int from) {
        sha256.update(bytes, from, size - from);
        size = from;
        room(96);
        try {
            sha256.digest(bytes, from + 64, 32);
        } catch (DigestException e) {
            throw new IllegalStateException(e); // there is room
        }
        for (int i = 0; i < 32; i++) {
            byte b = bytes[from + 64 + i];
            bytes[from + 2 * i] = HEX[(b >> 4) & 15];
            bytes[from + 2 * i + 1] = HEX[b & 15];
        }
        size = from + 64;
    }

    byte[] sha256(byte[] data) {
        return sha256.digest(data);
    }

    byte[] hmac(Hmac key, int from, int to) {
        return key.sign(bytes, from, to - from);
    }

    @SuppressWarnings("deprecation") // Latin-1 without a charset's detour
    String text(int from, int to) {
        return new String(bytes, 0, from, to - from);
    }

    static String hex(byte[] hash) {
        return java.util.HexFormat.of().formatHex(hash);
    }

    /** Whether {@code text} is this hash in lower-case hex, taking the same time whatever it is. */
    static boolean sameHex(byte[] hash, String text) {
        if (text.length() != 2 * hash.length) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < hash.length; i++) {
            difference |= HEX[(hash[i] >> 4) & 15] ^ text.charAt(2 * i);
            difference |= HEX[hash[i] & 15] ^ text.charAt(2 * i + 1);
        }
        return difference == 0;
    }
}

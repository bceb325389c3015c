package dev.kagemusha.state;

/**
 * A key that a blob's own key is wrapped with in place of the root key: without it nobody reads the blob, this installation
 * included. It is never kept.
 *
 * @param key 32 bytes, of AES
 * @param twice whether the bytes are encrypted a second time, under a key that the root key wraps (dual-layer encryption)
 */
public record BlobLock(byte[] key, boolean twice) {
    /** Says nothing of the key. */
    @Override
    public String toString() {
        return twice ? "BlobLock[twice]" : "BlobLock";
    }
}

package dev.kagemusha.state.rocks;

import org.jspecify.annotations.Nullable;

import javax.crypto.SecretKey;

/**
 * The keys of one blob: its frames are encrypted under the first, then, if there is one, under the second.
 */
record BlobKeys(SecretKey first, @Nullable SecretKey second) {
    /** How many tags a stored frame has. */
    int layers() {
        return second == null ? 1 : 2;
    }

    /** Stored bytes of every frame but the last. */
    int stored() {
        return Frames.PLAIN + layers() * Frames.TAG;
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "keys of " + layers() + " layers";
    }
}

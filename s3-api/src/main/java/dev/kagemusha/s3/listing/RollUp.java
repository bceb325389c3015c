package dev.kagemusha.s3.listing;

import java.util.Arrays;

/**
 * Which keys a listing shows as one: those that share what lies between the prefix and the delimiter after it.
 *
 * @param prefix of the keys, in the form in which they are compared
 * @param delimiter empty for none
 */
record RollUp(byte[] prefix, byte[] delimiter) {
    /** Where the common prefix of a key ends, or −1; the key begins with the prefix. */
    int end(byte[] key) {
        if (delimiter.length == 0) {
            return -1;
        }
        for (int i = prefix.length; i <= key.length - delimiter.length; i++) {
            if (key[i] == delimiter[0] && Arrays.equals(key, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i + delimiter.length;
            }
        }
        return -1;
    }

    static boolean startsWith(byte[] key, byte[] beginning) {
        return key.length >= beginning.length
                && Arrays.equals(key, 0, beginning.length, beginning, 0, beginning.length);
    }
}

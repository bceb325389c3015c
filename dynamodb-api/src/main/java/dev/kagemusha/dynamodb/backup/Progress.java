package dev.kagemusha.dynamodb.backup;

import java.nio.ByteBuffer;

/**
 * How far background work has come: the cursor of its job.
 *
 * @param phase what it is doing; each kind of work has its own
 * @param image the id of the copy it works on; 0 if there is none yet
 * @param number the copy is of the table as it was before this number of its log
 * @param items how many items it has dealt with
 * @param bytes their size
 * @param at where it is in this phase; empty at its beginning
 */
public record Progress(int phase, int image, long number, long items, long bytes, byte[] at) {
    private static final int HEAD = 1 + 4 + 8 + 8 + 8;
    private static final byte[] BEGINNING = {};

    /** Work that begins with this phase. */
    public static Progress begin(int phase, int image, long number) {
        return new Progress(phase, image, number, 0, 0, BEGINNING);
    }

    /** The same phase, further on. */
    public Progress on(long moreItems, long moreBytes, byte[] to) {
        return new Progress(phase, image, number, items + moreItems, bytes + moreBytes, to);
    }

    /** The beginning of another phase. */
    public Progress to(int other) {
        return new Progress(other, image, number, items, bytes, BEGINNING);
    }

    public byte[] encode() {
        return ByteBuffer.allocate(HEAD + at.length)
                .put((byte) phase)
                .putInt(image)
                .putLong(number)
                .putLong(items)
                .putLong(bytes)
                .put(at)
                .array();
    }

    public static Progress decode(byte[] cursor) {
        ByteBuffer in = ByteBuffer.wrap(cursor);
        int phase = in.get();
        int image = in.getInt();
        long number = in.getLong();
        long items = in.getLong();
        long bytes = in.getLong();
        byte[] at = new byte[in.remaining()];
        in.get(at);
        return new Progress(phase, image, number, items, bytes, at);
    }
}

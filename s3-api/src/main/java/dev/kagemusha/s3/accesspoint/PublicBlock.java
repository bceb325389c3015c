package dev.kagemusha.s3.accesspoint;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.state.ValueCodec;

/** Which ways of public access are blocked, by an access point or for a whole account. */
public record PublicBlock(boolean blockAcls, boolean ignoreAcls, boolean blockPolicy, boolean restrict) {
    /** Nothing is. */
    public static final PublicBlock NONE = new PublicBlock(false, false, false, false);

    /** Everything is, as of a new access point of which nothing else is said. */
    public static final PublicBlock ALL = new PublicBlock(true, true, true, true);

    static final ValueCodec<PublicBlock> CODEC =
            Rows.value(block -> new byte[] {(byte) block.bits()}, bytes -> of(bytes[0]));

    int bits() {
        return (blockAcls ? 1 : 0) | (ignoreAcls ? 2 : 0) | (blockPolicy ? 4 : 0) | (restrict ? 8 : 0);
    }

    static PublicBlock of(int bits) {
        return new PublicBlock((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
    }

    /** What either of the two blocks. */
    public PublicBlock or(PublicBlock other) {
        return of(bits() | other.bits());
    }
}

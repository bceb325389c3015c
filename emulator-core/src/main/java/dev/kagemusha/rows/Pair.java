package dev.kagemusha.rows;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A name that belongs to another one; in order by owner, then by name. */
public record Pair(String owner, String name) {
    /** The encoding that the keys of all pairs of an owner begin with. */
    public static byte[] prefix(String owner) {
        return new KeyWriter().text(owner).toBytes();
    }

    /** All pairs of an owner. */
    public static KeyRange ownedBy(String owner) {
        return KeyRange.prefix(prefix(owner));
    }

    /** Writes pairs. */
    public static final class Codec implements KeyCodec<Pair> {
        @Override
        public void write(Pair key, KeyWriter out) {
            out.text(key.owner()).tail(key.name());
        }

        @Override
        public Pair read(KeyReader in) {
            return new Pair(in.text(), in.tailText());
        }
    }
}

package dev.kagemusha.s3.multipart;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A part of an upload. */
record PartKey(String uploadId, int number) {
    /** The parts of an upload with numbers over {@code after}, in order. */
    static KeyRange of(String uploadId, int after) {
        byte[] all = new KeyWriter().text(uploadId).toBytes();
        byte[] from = new KeyWriter().text(uploadId).u16(after + 1).toBytes();
        return KeyRange.between(from, KeyRange.after(all));
    }

    static final class Codec implements KeyCodec<PartKey> {
        @Override
        public void write(PartKey key, KeyWriter out) {
            out.text(key.uploadId).u16(key.number);
        }

        @Override
        public PartKey read(KeyReader in) {
            return new PartKey(in.text(), in.u16());
        }
    }
}

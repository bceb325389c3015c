package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** An upload: ordered by key, then by id, which begins with the time it was initiated. */
record UploadKey(long bucket, String key, String uploadId) {
    static UploadKey of(Home home, String key, String uploadId) {
        return new UploadKey(home.bucket().id(), key, uploadId);
    }

    static final class Codec implements KeyCodec<UploadKey> {
        @Override
        public void write(UploadKey key, KeyWriter out) {
            out.u64(key.bucket).text(key.key).tail(key.uploadId);
        }

        @Override
        public UploadKey read(KeyReader in) {
            return new UploadKey(in.u64(), in.text(), in.tailText());
        }
    }
}

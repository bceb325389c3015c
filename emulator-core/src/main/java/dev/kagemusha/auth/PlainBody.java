package dev.kagemusha.auth;

import dev.kagemusha.http.Body;

import java.io.IOException;

/** A body nothing is known of. */
final class PlainBody extends CheckedBody {
    PlainBody(Body source) {
        super(source);
    }

    @Override
    public long length() {
        return source().length();
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        return source().read(target, offset, count);
    }
}

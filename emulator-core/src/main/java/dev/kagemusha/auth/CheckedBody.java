package dev.kagemusha.auth;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;

import java.io.IOException;

/** A body that is checked while it is read; see {@link PayloadCheck#open}. */
public abstract class CheckedBody extends Body {
    private final Body source;

    CheckedBody(Body source) {
        this.source = source;
    }

    final Body source() {
        return source;
    }

    /** What the client sent after the content. Empty before the end was reached, and for bodies that have none. */
    public Headers trailers() {
        return new Headers();
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 255;
    }

    @Override
    public abstract int read(byte[] target, int offset, int count) throws IOException;

    @Override
    public final void close() throws IOException {
        source.close();
    }
}

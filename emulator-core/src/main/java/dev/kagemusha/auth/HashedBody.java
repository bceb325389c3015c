package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.http.Body;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Locale;

/** A body whose SHA-256 the client has signed. */
final class HashedBody extends CheckedBody {
    private final String expected;
    private final MessageDigest sha256 = Scratch.newSha256();
    private final long length;
    private long seen;
    private boolean done;

    HashedBody(Body source, String expected) {
        super(source);
        this.expected = expected;
        this.length = source.length();
        if (length == 0) {
            finish(); // there may never be a read
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (done) {
            return count == 0 ? 0 : source().read(target, offset, count);
        }
        int got = source().read(target, offset, count);
        if (got < 0) {
            finish();
            return -1;
        }
        sha256.update(target, offset, got);
        seen += got;
        if (seen == length) {
            finish();
        }
        return got;
    }

    private void finish() {
        done = true;
        compare(expected, sha256.digest());
    }

    static void compare(String expected, byte[] computed) {
        if (!Scratch.sameHex(computed, expected) && !Scratch.sameHex(computed, expected.toLowerCase(Locale.ROOT))) {
            throw AuthFailure.with(
                    Kind.PAYLOAD_HASH_MISMATCH,
                    "",
                    "ClientComputedContentSHA256",
                    expected,
                    "S3ComputedContentSHA256",
                    Scratch.hex(computed));
        }
    }
}

package dev.kagemusha.s3.form;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file whose length has to be in a range. One that is too long is read to its end all the same, since S3 tells how long it was. */
final class RangedFile extends FilterInputStream {
    private final PostPolicy.Range range;
    private long taken;

    RangedFile(InputStream file, PostPolicy.Range range) {
        super(file);
        this.range = range;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int n = super.read(target, offset, count);
        if (n < 0) {
            if (taken < range.least()) {
                throw FormErrors.tooSmall(taken, range.least());
            }
            return n;
        }
        taken += n;
        if (taken > range.most()) {
            for (int more = super.read(target, offset, count); more >= 0; more = super.read(target, offset, count)) {
                taken += more;
            }
            throw FormErrors.tooLarge(taken, range.most());
        }
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

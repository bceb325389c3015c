package dev.kagemusha.s3.inventory;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * A report in the making: the cursor of its job.
 *
 * @param started epoch milliseconds
 * @param past whether noncurrent versions and delete markers are being listed, which come after the current objects
 * @param after the last row that is in a file; empty at the beginning
 * @param files those written so far
 */
record Report(long started, boolean past, byte[] after, List<File> files) {
    /** @param md5 in hexadecimal digits */
    record File(String key, long size, String md5) {}

    static Report begin(long started) {
        return new Report(started, false, new byte[0], List.of());
    }

    Report with(File file, byte[] last) {
        List<File> more = new ArrayList<>(files);
        more.add(file);
        return new Report(started, past, last, more);
    }

    /** Further on, though nothing was written. */
    Report on(byte[] last) {
        return new Report(started, past, last, files);
    }

    Report toPast() {
        return new Report(started, true, new byte[0], files);
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(128)
                .number(started)
                .u8(past ? 1 : 0)
                .blob(after)
                .number(files.size());
        for (File file : files) {
            out.text(file.key()).number(file.size()).text(file.md5());
        }
        return out.toBytes();
    }

    static Report decode(byte[] cursor) {
        ValueReader in = new ValueReader(cursor);
        long started = in.number();
        boolean past = in.u8() == 1;
        byte[] after = in.blob();
        int count = (int) in.number();
        List<File> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(new File(in.text(), in.number(), in.text()));
        }
        return new Report(started, past, after, files);
    }
}

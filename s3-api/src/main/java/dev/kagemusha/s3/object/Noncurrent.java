package dev.kagemusha.s3.object;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What a listing shows of a version that is not its key's current object: an older one, or a delete marker, which may be the newest.
 *
 * @param modified epoch milliseconds
 * @param entry null for a delete marker
 */
public record Noncurrent(
        boolean named, long modified, @Nullable Entry entry) {
    static Noncurrent of(Entry entry) {
        return new Noncurrent(entry.version().named(), entry.modified(), entry);
    }

    public boolean marker() {
        return entry == null;
    }

    public Instant lastModified() {
        return Instant.ofEpochSecond(modified / 1000);
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(56);
        if (entry != null) {
            out.u8(2);
            entry.write(out);
        } else {
            out.u8(named ? 1 : 0).number(modified);
        }
        return out.toBytes();
    }

    static Noncurrent decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int form = in.u8();
        return form == 2 ? of(Entry.read(in)) : new Noncurrent(form == 1, in.number(), null);
    }
}

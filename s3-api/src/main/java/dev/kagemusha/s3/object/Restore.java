package dev.kagemusha.s3.object;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.lifecycle.Days;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.RestoreStatus;

import java.time.Instant;
import java.util.Arrays;

/**
 * A copy of an archived version: being made, or there for a while.
 *
 * @param ready whether it is there
 * @param tier how fast it is made
 * @param days how long it stays
 * @param until when it is made or, once it is there, when it goes; epoch milliseconds
 * @param tag of the object it is a copy of: another one may have taken its place in the same millisecond
 */
record Restore(boolean ready, RestoreTier tier, int days, long until, byte[] tag) {
    private static final int FORM = 1;

    static Restore begun(RestoreTier tier, int days, Entry entry, long now) {
        return new Restore(
                false, tier, days, now + tier.takes(entry.storageClass()).toMillis(), entry.tag());
    }

    /** The same, made faster. */
    Restore faster(RestoreTier other, Entry entry, long now) {
        return new Restore(
                false,
                other,
                days,
                Math.min(until, now + other.takes(entry.storageClass()).toMillis()),
                tag);
    }

    /** The copy is there from now on, until the midnight after its days. */
    Restore made(long now) {
        return new Restore(true, tier, days, Days.after(now, days), tag);
    }

    /** The copy stays for so many days from now. */
    Restore kept(int other, long now) {
        return new Restore(true, tier, other, Days.after(now, other), tag);
    }

    boolean of(Entry entry) {
        return Arrays.equals(tag, entry.tag());
    }

    boolean readable(long now) {
        return ready && now < until;
    }

    /** What {@code x-amz-restore} says, or null when there is nothing to say any more. */
    @Nullable
    String header(long now) {
        if (!ready) {
            return "ongoing-request=\"true\"";
        }
        return readable(now) ? "ongoing-request=\"false\", expiry-date=\"" + Days.httpDate(until) + "\"" : null;
    }

    /** The same in listings. */
    @Nullable
    RestoreStatus status(long now) {
        if (ready && !readable(now)) {
            return null;
        }
        return RestoreStatus.builder()
                .isRestoreInProgress(!ready)
                .restoreExpiryDate(ready ? Instant.ofEpochMilli(until) : null)
                .build();
    }

    byte[] encode() {
        return new ValueWriter(32)
                .u8(FORM)
                .u8(ready ? 1 : 0)
                .u8(tier.number())
                .number(days)
                .number(until)
                .raw(tag)
                .toBytes();
    }

    static Restore decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int form = in.u8();
        if (form != FORM) {
            throw new IllegalStateException("restore of form " + form);
        }
        return new Restore(in.u8() == 1, RestoreTier.of(in.u8()), (int) in.number(), in.number(), in.raw(16));
    }
}

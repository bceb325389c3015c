package dev.kagemusha.s3.lock;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Whether versions of a bucket can be locked, and what new ones are retained by unless they say otherwise.
 *
 * @param mode of the default period, null for none
 * @param days of the default period; 0 when it is in years
 */
public record BucketLock(boolean enabled, @Nullable Mode mode, int days, int years) {
    public static final BucketLock OFF = new BucketLock(false, null, 0, 0);
    public static final BucketLock ON = new BucketLock(true, null, 0, 0);

    /** Refuses what needs a bucket with Object Lock. */
    public void require() {
        if (!enabled) {
            throw S3Errors.missingObjectLock();
        }
    }

    /** What a new version is held by. */
    public Hold hold(Hold asked, long now) {
        if (!asked.none()) {
            require();
        }
        if (mode == null || asked.mode() != null) {
            return asked;
        }
        long until = Instant.ofEpochMilli(now)
                .atOffset(ZoneOffset.UTC)
                .plusYears(years)
                .plusDays(days)
                .toInstant()
                .toEpochMilli();
        return asked.withRetention(mode, until);
    }

    public void write(ValueWriter out) {
        out.u8(enabled ? 1 + Mode.code(mode) : 0);
        if (mode != null) {
            out.number(days).number(years);
        }
    }

    public static BucketLock read(ValueReader in) {
        int form = in.u8();
        return switch (form) {
            case 0 -> OFF;
            case 1 -> ON;
            default -> new BucketLock(true, Mode.of(form - 1), (int) in.number(), (int) in.number());
        };
    }
}

package dev.kagemusha.s3.lock;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What protects a version from being deleted: a retention period and a legal hold, each by itself (S3 user guide, "How S3 Object Lock
 * works"). Periods end by the emulated clock.
 *
 * @param mode null when no period was ever set
 * @param until epoch milliseconds
 * @param legal null when no legal hold was ever set or lifted
 */
public record Hold(
        @Nullable Mode mode, long until, @Nullable Boolean legal) {
    public static final Hold NONE = new Hold(null, 0, null);

    /**
     * What headers of a request ask for.
     *
     * @throws S3Error when they do not go together, or the period is over already
     */
    public static Hold of(@Nullable String mode, @Nullable Instant until, @Nullable String legal, long now) {
        if (mode == null && until == null && legal == null) {
            return NONE;
        }
        if ((mode == null) != (until == null)) {
            throw S3Errors.invalidArgument(
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                    until == null ? "x-amz-object-lock-retain-until-date" : "x-amz-object-lock-mode",
                    "null");
        }
        Mode known = mode == null ? null : Mode.of(mode);
        if (mode != null && known == null) {
            throw S3Errors.invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
        }
        if (until != null && until.toEpochMilli() <= now) {
            throw past("x-amz-object-lock-retain-until-date", until);
        }
        if (legal != null && !legal.equals("ON") && !legal.equals("OFF")) {
            throw S3Errors.invalidArgument(
                    "Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", legal);
        }
        return new Hold(known, until == null ? 0 : until.toEpochMilli(), legal == null ? null : legal.equals("ON"));
    }

    /** A date that cannot be retained until. */
    public static S3Error past(String name, Instant until) {
        return S3Errors.invalidArgument("The retain until date must be in the future!", name, until.toString());
    }

    public Hold withRetention(@Nullable Mode other, long end) {
        return new Hold(other, end, legal);
    }

    public Hold withLegal(boolean on) {
        return new Hold(mode, until, on);
    }

    public boolean none() {
        return mode == null && legal == null;
    }

    /** The mode of a period that is not over, or null. */
    private @Nullable Mode active(long now) {
        return until > now ? mode : null;
    }

    /** Whether the version may go. */
    public boolean permitsDeletion(long now, boolean bypass) {
        Mode active = active(now);
        return !Boolean.TRUE.equals(legal) && (active == null || (active == Mode.GOVERNANCE && bypass));
    }

    /** Whether the period may become this one: longer in the same mode always, anything else as its mode lets it. */
    public boolean permitsRetention(@Nullable Mode other, long end, long now, boolean bypass) {
        Mode active = active(now);
        return active == null || (active == other && end >= until) || (active == Mode.GOVERNANCE && bypass);
    }

    public @Nullable String modeName() {
        return mode == null ? null : mode.name();
    }

    public @Nullable Instant untilInstant() {
        return mode == null ? null : Instant.ofEpochMilli(until);
    }

    public @Nullable String legalName() {
        return legal == null ? null : legal ? "ON" : "OFF";
    }

    public void write(ValueWriter out) {
        int held = legal == null ? 0 : legal ? 2 : 1;
        out.u8(Mode.code(mode) | held << 4);
        if (mode != null) {
            out.number(until);
        }
    }

    public static Hold read(ValueReader in) {
        int flags = in.u8();
        if (flags == 0) {
            return NONE;
        }
        Mode mode = Mode.of(flags & 15);
        int held = flags >> 4;
        return new Hold(mode, mode == null ? 0 : in.number(), held == 0 ? null : held == 2);
    }
}

package dev.kagemusha.s3.lock;

import org.jspecify.annotations.Nullable;

/** How strictly a version is retained. */
public enum Mode {
    /** Who has {@code s3:BypassGovernanceRetention} and says so may end it. */
    GOVERNANCE(1),
    /** Nobody may end or shorten it. */
    COMPLIANCE(2);

    /** In rows, for no mode. */
    static final int NONE = 0;

    private final int code;

    Mode(int code) {
        this.code = code;
    }

    /** The number of a mode in rows, which is frozen. */
    static int code(@Nullable Mode mode) {
        return mode == null ? NONE : mode.code;
    }

    /** The mode of this number, or null for none. */
    static @Nullable Mode of(int code) {
        for (Mode mode : values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        if (code != NONE) {
            throw new IllegalStateException("retention mode " + code);
        }
        return null;
    }

    /** The mode of this name, or null. */
    public static @Nullable Mode of(String name) {
        for (Mode mode : values()) {
            if (mode.name().equals(name)) {
                return mode;
            }
        }
        return null;
    }
}

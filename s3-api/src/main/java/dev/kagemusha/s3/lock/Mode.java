package dev.kagemusha.s3.lock;

import org.jspecify.annotations.Nullable;

/** How strictly a version is retained. */
public enum Mode {
    /** Who has {@code s3:BypassGovernanceRetention} and says so may end it. */
    GOVERNANCE,
    /** Nobody may end or shorten it. */
    COMPLIANCE;

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

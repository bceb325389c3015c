package dev.kagemusha.hooks;

import java.util.Locale;

/** When hooks run, as LocalStack names it. */
public enum Stage {
    BOOT,
    START,
    READY,
    SHUTDOWN;

    /** The folder of its hooks. */
    String folder() {
        return name().toLowerCase(Locale.ROOT) + ".d";
    }
}

package dev.kagemusha.launch;

import org.jspecify.annotations.Nullable;

/** The emulator's version: of the jar's manifest, or {@code development} when run from classes. */
final class Version {
    private Version() {}

    static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

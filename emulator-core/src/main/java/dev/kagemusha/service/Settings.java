package dev.kagemusha.service;

/** Configuration by flag name without dashes in front, for example {@code s3-legacy-access}. */
@FunctionalInterface
public interface Settings {
    /** Nothing but defaults. */
    Settings DEFAULTS = (name, otherwise) -> otherwise;

    String get(String name, String otherwise);
}

package dev.kagemusha.testkit.containers;

/** What the tests run: as {@code .ci/image} has built it. */
final class Images {
    static final String KAGEMUSHA = System.getProperty("kagemusha.image", "kagemusha:latest");

    private Images() {}
}

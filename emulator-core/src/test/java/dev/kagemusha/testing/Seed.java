package dev.kagemusha.testing;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The seed of a randomized test: always the same, so that a build says the same twice; with {@code -Dkagemusha.seed=random}
 * (the slow tier) a new one each time, and with a number that one, to see a failure again.
 */
public final class Seed {
    private static final long USUAL = 20_261_123;

    private Seed() {}

    public static long next() {
        String asked = System.getProperty("kagemusha.seed", "");
        if (asked.equals("random")) {
            return ThreadLocalRandom.current().nextLong();
        }
        return asked.isEmpty() ? USUAL : Long.parseLong(asked);
    }
}

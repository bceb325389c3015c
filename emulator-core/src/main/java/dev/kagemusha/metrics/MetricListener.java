package dev.kagemusha.metrics;

import dev.kagemusha.state.Transaction;

/** Told of each metric that gets measurements, in the very transaction; must be quick. */
@FunctionalInterface
public interface MetricListener {
    /** @param second of the newest measurement */
    void measured(Transaction tx, int scope, MetricId id, long second);
}

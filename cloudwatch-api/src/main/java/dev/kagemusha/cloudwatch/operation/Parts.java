package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.StateStore;

/** What all calls share: one for the service's whole life. */
record Parts(StateStore store, Metrics metrics, Reader reader) {}

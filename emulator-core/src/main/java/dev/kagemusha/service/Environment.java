package dev.kagemusha.service;

import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;

/**
 * What the emulator gives a service for its whole life.
 *
 * @param changes the logs of what happened to tables and buckets: one for all services, since a log must know who writes it now
 * @param jobs deferred work; a service registers its handlers when it is defined
 * @param errands calls of other services by deferred work
 * @param metrics where a service counts what it does: one for all, since they are read together
 * @param settings the service's own flags
 */
public record Environment(
        StateStore store,
        EmulatorClock clock,
        ChangeLog changes,
        Jobs jobs,
        Errands errands,
        Metrics metrics,
        Settings settings) {}

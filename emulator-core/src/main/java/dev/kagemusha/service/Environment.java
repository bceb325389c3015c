package dev.kagemusha.service;

import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;

/**
 * What the emulator gives a service for its whole life.
 *
 * @param jobs deferred work; a service registers its handlers when it is defined
 * @param settings the service's own flags
 */
public record Environment(StateStore store, EmulatorClock clock, Jobs jobs, Settings settings) {}

package dev.kagemusha.service;

import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.EmulatorClock;

/**
 * What the emulator gives a service for its whole life.
 *
 * @param settings the service's own flags
 */
public record Environment(StateStore store, EmulatorClock clock, Settings settings) {}

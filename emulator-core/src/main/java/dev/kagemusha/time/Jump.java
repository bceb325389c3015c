package dev.kagemusha.time;

/**
 * A moment at which emulated time left real time behind.
 *
 * @param real when, in real epoch milliseconds
 * @param offset emulated minus real time from then on, in milliseconds
 */
public record Jump(long real, long offset) {}

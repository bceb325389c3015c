package dev.kagemusha.metrics;

/**
 * The statistics of a stretch of time.
 *
 * @param second its begin, in epoch seconds
 */
public record Point(long second, String unit, Samples samples) {}

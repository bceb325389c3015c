package dev.kagemusha.metrics;

/**
 * Measurements of a metric.
 *
 * @param second when, in epoch seconds
 * @param fine whether they are kept by the second too
 */
public record Measured(MetricId id, String unit, long second, Samples samples, boolean fine) {}

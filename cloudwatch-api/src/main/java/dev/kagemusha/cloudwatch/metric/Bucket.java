package dev.kagemusha.cloudwatch.metric;

import dev.kagemusha.metrics.Samples;

/**
 * All that was measured in one period.
 *
 * @param second its begin, in epoch seconds
 */
public record Bucket(long second, String unit, Samples samples) {}

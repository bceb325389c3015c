package dev.kagemusha.cloudwatch.alarm;

import org.jspecify.annotations.Nullable;

/**
 * A period that an alarm looks at.
 *
 * @param second its begin
 * @param value null when it is missing
 * @param count of measurements in it; null where the value is computed from several metrics
 */
record Observation(
        long second, @Nullable Double value, @Nullable Double count) {}

/**
 * Metric math: expressions over time series.
 *
 * <p>Start reading at {@link dev.kagemusha.cloudwatch.math.Expression}.
 */
@NullMarked
package dev.kagemusha.cloudwatch.math;

import org.jspecify.annotations.NullMarked;

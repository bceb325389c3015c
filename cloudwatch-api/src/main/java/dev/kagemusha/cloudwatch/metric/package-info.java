/**
 * Statistics over periods of time, made of the points that the core keeps.
 *
 * <p>Start reading at {@link dev.kagemusha.cloudwatch.metric.Reader}.
 */
@NullMarked
package dev.kagemusha.cloudwatch.metric;

import org.jspecify.annotations.NullMarked;

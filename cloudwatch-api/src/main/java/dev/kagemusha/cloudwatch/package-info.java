/**
 * Amazon CloudWatch: metrics and alarms.
 *
 * <p>Start reading at {@code operation.CloudWatchService}. {@code metric} makes statistics of what the core keeps of all services,
 * {@code math} evaluates metric math, {@code alarm} watches metrics on the emulated clock.
 */
@NullMarked
package dev.kagemusha.cloudwatch;

import org.jspecify.annotations.NullMarked;

/**
 * Measurements: what services count of themselves and what callers publish, kept as CloudWatch keeps it. A value is counted in
 * memory, lies down as part of its minute's statistics, and goes when its retention is over. What stays as it is until somebody changes
 * it is a level: its changes are kept, and its points follow from them when they are read.
 *
 * <p>Start reading at {@link dev.kagemusha.metrics.Metrics}; a service holds {@link dev.kagemusha.metrics.Counter}s. How an alarm
 * reaches the service that its action names is in {@link dev.kagemusha.metrics.AlarmActions}.
 *
 * <pre>
 * [scope monitoring] 30 namespace, name, dimensions                      → when it was last measured
 *                    31 resolution, block, metric, second, unit          → Samples
 *                    32 metric, second                                   → what a level is from then on
 * </pre>
 */
@NullMarked
package dev.kagemusha.metrics;

import org.jspecify.annotations.NullMarked;

/**
 * Measurements: what services count of themselves and what callers publish, kept as CloudWatch keeps it. A value is counted in
 * memory, lies down as part of its minute's statistics, and goes when its retention is over.
 *
 * <p>Start reading at {@link dev.kagemusha.metrics.Metrics}; a service holds {@link dev.kagemusha.metrics.Counter}s. How an alarm
 * reaches the service that its action names is in {@link dev.kagemusha.metrics.AlarmActions}.
 *
 * <pre>
 * [scope monitoring] 30 namespace, name, dimensions                      → when it was last measured
 *                    31 resolution, block, metric, second, unit          → Samples
 * </pre>
 */
@NullMarked
package dev.kagemusha.metrics;

import org.jspecify.annotations.NullMarked;

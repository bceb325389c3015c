/**
 * Metrics and expressions asked for together, as {@code GetMetricData} and alarms do.
 *
 * <p>Start reading at {@link dev.kagemusha.cloudwatch.query.QuerySet}.
 */
@NullMarked
package dev.kagemusha.cloudwatch.query;

import org.jspecify.annotations.NullMarked;

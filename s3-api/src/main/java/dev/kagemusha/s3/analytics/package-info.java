/**
 * Storage class analysis: what objects of each age are read, counted as requests come, and the report of it that is written each midnight.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.analytics.AnalyticsWork}. Source: "Storage Class Analysis" of the user guide.
 *
 * <pre>
 * account, region
 *   └─ accesses ──── bucket id, configuration, day, storage class, age → Heat      requests of that day
 *   └─ analysis ──── bucket id, configuration, age, storage class, day → a line    of the report
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.analytics;

import org.jspecify.annotations.NullMarked;

/**
 * What CloudWatch is told of buckets, in the namespace {@code AWS/S3}: requests where a metrics configuration asks for it, and each day
 * what is stored.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.metric.RequestMetrics}. Source: "Metrics and dimensions" of the user guide.
 */
@NullMarked
package dev.kagemusha.s3.metric;

import org.jspecify.annotations.NullMarked;

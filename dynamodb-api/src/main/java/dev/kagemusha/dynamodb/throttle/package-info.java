/**
 * Says no when a table's throughput is used up.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.throttle.Bucket}, then {@link dev.kagemusha.dynamodb.throttle.Lane}, which
 * is everything that limits the reads or the writes of one table or global index. Nothing here is stored: a restart, a reset
 * and a restore begin with full buckets.
 *
 * <p>Sources: "Throughput capacity", "Burst and adaptive capacity", "On-demand capacity mode" and "Troubleshooting throttling"
 * in the developer guide. Where it leaves a figure open, the constant says so.
 */
@NullMarked
package dev.kagemusha.dynamodb.throttle;

import org.jspecify.annotations.NullMarked;

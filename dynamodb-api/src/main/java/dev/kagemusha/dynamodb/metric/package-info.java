/**
 * What CloudWatch shows of DynamoDB, namespace {@code AWS/DynamoDB}.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.metric.CallMetrics}.
 */
@NullMarked
package dev.kagemusha.dynamodb.metric;

import org.jspecify.annotations.NullMarked;

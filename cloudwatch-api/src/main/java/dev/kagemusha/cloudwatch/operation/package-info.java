/**
 * CloudWatch's operations: a chapter for each group of them.
 *
 * <p>Start reading at {@link dev.kagemusha.cloudwatch.operation.CloudWatchService}.
 */
@NullMarked
package dev.kagemusha.cloudwatch.operation;

import org.jspecify.annotations.NullMarked;

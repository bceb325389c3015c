/**
 * All services in one process, used by clients of other languages and as a process of its own.
 *
 * <p>Start reading at {@link dev.kagemusha.distribution.AwsCliTest}.
 */
@NullMarked
package dev.kagemusha.distribution;

import org.jspecify.annotations.NullMarked;

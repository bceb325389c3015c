/**
 * Work on what is in buckets that no request asks for: lifecycle.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.upkeep.LifecycleWork}.
 */
@NullMarked
package dev.kagemusha.s3.upkeep;

import org.jspecify.annotations.NullMarked;

/**
 * Requests to buckets that are written down, counted or analysed, seen when they are over.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.watch.Witness}.
 */
@NullMarked
package dev.kagemusha.s3.watch;

import org.jspecify.annotations.NullMarked;

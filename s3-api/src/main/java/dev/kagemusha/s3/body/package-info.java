/**
 * What comes in with a request: measured, summed and stored while it streams.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.body.Reception}; {@code GivenChecksum} is what the request said of its body, {@code
 * Integrity} the same for bodies that are gathered.
 */
@NullMarked
package dev.kagemusha.s3.body;

import org.jspecify.annotations.NullMarked;

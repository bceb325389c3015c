/**
 * Lifecycle rules: what they say of an object, and the deferred work that does it.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.lifecycle.Lifecycle}, which judges and changes nothing.
 */
@NullMarked
package dev.kagemusha.s3.lifecycle;

import org.jspecify.annotations.NullMarked;

/**
 * What AWS demands of a request beyond its shape, checked before any service sees it.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.constraint.ConstraintValidator}.
 */
@NullMarked
package dev.kagemusha.protocol.constraint;

import org.jspecify.annotations.NullMarked;

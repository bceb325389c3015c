/**
 * The emulator's own endpoints: everything under {@code /_kagemusha}, and the paths that LocalStack's users expect.
 *
 * <p>Start reading at {@link dev.kagemusha.control.Control}.
 */
@NullMarked
package dev.kagemusha.control;

import org.jspecify.annotations.NullMarked;

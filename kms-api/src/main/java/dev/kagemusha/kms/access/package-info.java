/**
 * Who may use a key: its policy decides, identity policies count as far as it lets them, grants allow besides.
 *
 * <p>Start reading at {@link dev.kagemusha.kms.access.KeyAccess}.
 */
@NullMarked
package dev.kagemusha.kms.access;

import org.jspecify.annotations.NullMarked;

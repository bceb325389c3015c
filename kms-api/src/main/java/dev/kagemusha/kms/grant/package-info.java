/**
 * Grants: permissions on one key for one principal, made and given back by programs.
 *
 * <p>Start reading at {@link dev.kagemusha.kms.grant.Grants}.
 */
@NullMarked
package dev.kagemusha.kms.grant;

import org.jspecify.annotations.NullMarked;

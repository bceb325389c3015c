/**
 * AWS Security Token Service: who am I, and whose key is that.
 *
 * <p>Start reading at {@link dev.kagemusha.identity.sts.StsService}.
 */
@NullMarked
package dev.kagemusha.identity.sts;

import org.jspecify.annotations.NullMarked;

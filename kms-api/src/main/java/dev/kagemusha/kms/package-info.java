/**
 * KMS: keys, who may use them, and what is done with them.
 *
 * <p>Start reading at {@link dev.kagemusha.kms.key.Keyring}, which finds and keeps keys, and at {@link
 * dev.kagemusha.kms.access.KeyAccess}, the one way from a request to a key that it may use. {@code operation} holds the chapters;
 * {@code crypto} knows nothing of any of that.
 */
@NullMarked
package dev.kagemusha.kms;

import org.jspecify.annotations.NullMarked;

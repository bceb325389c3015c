/**
 * Requests and answers of operations that the SDK's client does not have yet. Names are those of AWS's model, so that the SDK's own
 * classes can take their place when it has them.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.model.UpdateObjectEncryptionRequest}.
 */
@NullMarked
package dev.kagemusha.s3.model;

import org.jspecify.annotations.NullMarked;

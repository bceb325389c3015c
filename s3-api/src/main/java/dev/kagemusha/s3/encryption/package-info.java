/**
 * How the bytes of an object are encrypted: what a request asks for, what a bucket has by default, what a row keeps of it.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.encryption.Sealing}.
 */
@NullMarked
package dev.kagemusha.s3.encryption;

import org.jspecify.annotations.NullMarked;

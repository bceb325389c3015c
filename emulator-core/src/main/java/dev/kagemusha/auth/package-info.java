/**
 * Who is calling: SigV4 in its header, presigned and chunked forms, access key ids, and the {@link
 * dev.kagemusha.auth.CredentialSource} that turns a verified key into a {@link dev.kagemusha.auth.Caller}.
 *
 * <p>Start reading at {@link dev.kagemusha.auth.SignatureVerifier}, which turns an {@link
 * dev.kagemusha.auth.Authorization} into a {@link dev.kagemusha.auth.Verified}; {@link dev.kagemusha.auth.PayloadCheck}
 * then guards the body. {@link dev.kagemusha.auth.Identities} decides who stands behind a key, {@link
 * dev.kagemusha.auth.AuthErrors} says no in each service's words. Only the JDK is needed for any of it.
 */
@NullMarked
package dev.kagemusha.auth;

import org.jspecify.annotations.NullMarked;

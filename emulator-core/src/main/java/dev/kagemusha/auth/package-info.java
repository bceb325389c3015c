/**
 * Who is calling: SigV4 in its header, presigned and chunked forms, access key ids, and the {@link
 * dev.kagemusha.auth.CredentialSource} that turns a verified key into a {@link dev.kagemusha.auth.Caller}.
 *
 * <p>Start reading at {@link dev.kagemusha.auth.Caller}.
 */
@NullMarked
package dev.kagemusha.auth;

import org.jspecify.annotations.NullMarked;

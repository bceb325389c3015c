package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.auth.Authorization.Form;
import dev.kagemusha.auth.Authorization.Scope;
import dev.kagemusha.auth.CanonicalRequest.PathRule;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Lets a request in or not: checks that the signature is whole, near in time and scoped rightly, finds whose it is, signs
 * the request again and compares.
 *
 * <p>A key nobody knows (see {@link Identities}) has no secret to sign again with; all the rest is checked all the same,
 * so that a client with a made-up key still learns that its clock is wrong or its body was changed.
 *
 * <p>Signature Version 2 is refused but for S3's presigned form ({@link LegacyQuery}).
 *
 * <p>The order of the checks is AWS's, and differs between S3 and everybody else: a request with two faults gets the
 * answer it would get there.
 */
public final class SignatureVerifier {
    private final Identities identities;
    private final EmulatorClock clock;
    private final SigningKeys signingKeys = new SigningKeys();
    private final Scratch.Pool pool = new Scratch.Pool();

    public SignatureVerifier(Identities identities, EmulatorClock clock) {
        this.identities = identities;
        this.clock = clock;
    }

    /**
     * Verifies a request.
     *
     * @param authorization read from the same head
     * @param body the gathered body, or null when it streams; S3 does not need it, other services sign its hash and,
     *     when it streams, must send it in {@code x-amz-content-sha256}
     * @return who it is; the body has yet to pass {@link Verified#payload}
     * @throws AuthFailure when the request is not let in
     */
    public Verified verify(
            RequestHead head, Authorization authorization, SigningProfile profile, byte @Nullable [] body) {
        switch (authorization.form()) {
            case NONE -> {
                return anonymous(head, profile);
            }
            case BOTH ->
                throw profile.s3()
                        ? AuthFailure.with(
                                Kind.TWO_MECHANISMS,
                                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
                                        + " query string parameter or the Authorization header should be specified",
                                "ArgumentName",
                                "Authorization",
                                "ArgumentValue",
                                authorization.text())
                        : AuthFailure.of(
                                Kind.TWO_MECHANISMS,
                                "Request must not be signed in the Authorization header and in the query string.");
            case LEGACY_QUERY -> {
                return legacy(head, authorization, profile);
            }
            case HEADER, PRESIGNED -> {}
        }
        Form form = authorization.form();
        Signed signed;
        if (profile.s3()) {
            signed = form == Form.HEADER
                    ? S3Form.header(head, authorization, profile, clock)
                    : S3Form.presigned(head, authorization, profile, clock);
        } else {
            signed = CommonForm.check(authorization, profile, clock);
        }
        return identify(head, authorization, profile, signed, body);
    }

    /**
     * Verifies a text that was signed by itself; whatever carried it passes as it is.
     *
     * @throws AuthFailure when the signature does not hold
     */
    public Verified verify(SignedText sent, SigningProfile profile) {
        Signed signed = S3Form.text(sent, profile);
        Scope scope = signed.scope;
        String keyId = scope.accessKeyId();
        Credential credential = identities.known(keyId);
        Caller caller = credential == null ? identities.stranger(keyId, sent.token() != null) : credential.caller();
        if (credential != null) {
            checkToken(credential, sent.token());
            byte[] text = sent.text().getBytes(StandardCharsets.UTF_8);
            if (!Scratch.sameHex(signingKeys.of(credential.secret(), scope).sign(text), signed.signature)) {
                throw AuthFailure.with(
                        Kind.SIGNATURE_MISMATCH,
                        "",
                        "AWSAccessKeyId",
                        keyId,
                        "StringToSign",
                        sent.text(),
                        "SignatureProvided",
                        signed.signature);
            }
        }
        return new Verified(caller, keyId, scope.region(), scope.service(), signed.at, false, PayloadCheck.NONE);
    }

    /** A signature of which everything is right that can be seen without a key. */
    record Signed(Scope scope, String signedHeaders, String signature, String date, Instant at) {}

    private static Verified anonymous(RequestHead head, SigningProfile profile) {
        if (!profile.anonymous()) {
            throw AuthFailure.of(Kind.MISSING_TOKEN);
        }
        PayloadCheck payload = PayloadCheck.NONE;
        String sent = head.headers().first("x-amz-content-sha256");
        if (profile.s3() && sent != null) {
            payload = PayloadCheck.of(sent, head.headers(), null);
            if (payload.signedChunks()) {
                throw AuthFailure.of(Kind.ANONYMOUS_CHUNKS);
            }
        }
        return new Verified(new Caller.Anonymous(), null, null, null, null, false, payload);
    }

    private Verified legacy(RequestHead head, Authorization authorization, SigningProfile profile) {
        if (!profile.s3()) {
            throw AuthFailure.of(Kind.LEGACY_SIGNATURE);
        }
        LegacyQuery.check(authorization, clock);
        String keyId = authorization.credential() == null ? "" : authorization.credential();
        String token = authorization.token();
        Credential credential = identities.known(keyId);
        Caller caller = credential == null ? identities.stranger(keyId, token != null) : credential.caller();
        if (credential != null) {
            checkToken(credential, token);
            LegacyQuery.compare(head, authorization, credential.secret());
        }
        String sent = head.headers().first("x-amz-content-sha256");
        PayloadCheck payload = sent != null && sent.startsWith("STREAMING-")
                ? PayloadCheck.of(sent, head.headers(), null)
                : PayloadCheck.NONE;
        return new Verified(caller, keyId, null, "s3", null, true, payload);
    }

    private Verified identify(
            RequestHead head,
            Authorization authorization,
            SigningProfile profile,
            Signed signed,
            byte @Nullable [] body) {
        Scope scope = signed.scope;
        String keyId = scope.accessKeyId();
        String token = authorization.token();
        Credential credential = identities.known(keyId);
        Caller caller = credential == null ? identities.stranger(keyId, token != null) : credential.caller();
        // S3 finds the secret by the token and so complains about it first.
        if (credential != null && profile.s3()) {
            checkToken(credential, token);
        }

        String sent = sentPayloadHash(head, authorization, profile, body);
        Hmac key = null;
        if (credential != null) {
            key = signingKeys.of(credential.secret(), scope);
            compare(head, authorization, profile, signed, key, sent, body);
            if (!profile.s3()) {
                checkToken(credential, token);
            }
        }
        PayloadCheck payload = sent == null
                ? PayloadCheck.NONE
                : PayloadCheck.of(
                        sent,
                        head.headers(),
                        key == null ? null : new ChunkSigner(key, signed.date, scope.text(), signed.signature));
        return new Verified(
                caller, keyId, scope.region(), scope.service(), signed.at, authorization.presigned(), payload);
    }

    /** What stands for the payload in the canonical request when the client says it; null when we hash the body. */
    private static @Nullable String sentPayloadHash(
            RequestHead head, Authorization authorization, SigningProfile profile, byte @Nullable [] body) {
        if (body != null && !profile.s3()) {
            return null; // only S3 believes the header
        }
        String sent = head.headers().first("x-amz-content-sha256");
        if (sent == null && authorization.presigned() && profile.s3()) {
            return Authorization.hasParameter(head.query(), "X-Amz-Content-Sha256=")
                    ? QueryString.parse(head.query()).first("X-Amz-Content-Sha256")
                    : PayloadCheck.UNSIGNED;
        }
        if (sent == null) {
            throw AuthFailure.of(Kind.MISSING_CONTENT_SHA256);
        }
        return sent;
    }

    private void checkToken(Credential credential, @Nullable String token) {
        String expected = credential.sessionToken();
        if (expected == null) {
            if (token != null) {
                throw badToken(token);
            }
            return;
        }
        if (token == null) {
            throw AuthFailure.with(Kind.UNKNOWN_KEY, "", "AWSAccessKeyId", credential.accessKeyId());
        }
        if (!sameText(expected, token)) {
            throw badToken(token);
        }
        Instant expires = credential.expires();
        if (expires != null && !clock.instant().isBefore(expires)) {
            throw AuthFailure.with(Kind.EXPIRED_TOKEN, "", "Token-0", token);
        }
    }

    private static AuthFailure badToken(String token) {
        return AuthFailure.with(Kind.INVALID_TOKEN, "", "Token-0", token);
    }

    private static boolean sameText(String expected, String sent) {
        int difference = expected.length() ^ sent.length();
        for (int i = 0; i < Math.min(expected.length(), sent.length()); i++) {
            difference |= expected.charAt(i) ^ sent.charAt(i);
        }
        return difference == 0;
    }

    private void compare(
            RequestHead head,
            Authorization authorization,
            SigningProfile profile,
            Signed signed,
            Hmac key,
            @Nullable String sentPayloadHash,
            byte @Nullable [] body) {
        Scratch scratch = pool.borrow();
        try {
            byte @Nullable [] bodyHash = sentPayloadHash != null || body == null ? null : scratch.sha256(body);
            PathRule rule = profile.s3() ? PathRule.ENCODED_ONCE : PathRule.NORMALIZED;
            if (matches(scratch, head, authorization, signed, key, rule, sentPayloadHash, bodyHash)) {
                return;
            }
            if (profile.s3()
                    && CanonicalRequest.ambiguous(head.path())
                    && matches(
                            scratch, head, authorization, signed, key, PathRule.VERBATIM, sentPayloadHash, bodyHash)) {
                return;
            }
            int start = stringToSign(scratch, head, authorization, signed, rule, sentPayloadHash, bodyHash);
            String stringToSign = scratch.text(start, scratch.size());
            canonical(scratch, head, authorization, signed, rule, sentPayloadHash, bodyHash);
            throw AuthFailure.with(
                    Kind.SIGNATURE_MISMATCH,
                    "",
                    "AWSAccessKeyId",
                    signed.scope.accessKeyId(),
                    "StringToSign",
                    stringToSign,
                    "SignatureProvided",
                    signed.signature,
                    "CanonicalRequest",
                    scratch.text(0, scratch.size()));
        } finally {
            pool.giveBack(scratch);
        }
    }

    private static boolean matches(
            Scratch scratch,
            RequestHead head,
            Authorization authorization,
            Signed signed,
            Hmac key,
            PathRule rule,
            @Nullable String sentPayloadHash,
            byte @Nullable [] bodyHash) {
        int start = stringToSign(scratch, head, authorization, signed, rule, sentPayloadHash, bodyHash);
        return Scratch.sameHex(scratch.hmac(key, start, scratch.size()), signed.signature);
    }

    /** Writes the string to sign; it begins at the offset returned. */
    private static int stringToSign(
            Scratch out,
            RequestHead head,
            Authorization authorization,
            Signed signed,
            PathRule rule,
            @Nullable String sentPayloadHash,
            byte @Nullable [] bodyHash) {
        canonical(out, head, authorization, signed, rule, sentPayloadHash, bodyHash);
        out.hashTail(0);
        int start = out.size();
        out.add(authorization.scheme())
                .add('\n')
                .add(signed.date)
                .add('\n')
                .add(signed.scope.text())
                .add('\n')
                .repeat(0, start);
        return start;
    }

    private static void canonical(
            Scratch out,
            RequestHead head,
            Authorization authorization,
            Signed signed,
            PathRule rule,
            @Nullable String sentPayloadHash,
            byte @Nullable [] bodyHash) {
        out.truncate(0);
        CanonicalRequest.write(out, head, signed.signedHeaders, authorization.presigned(), rule);
        if (sentPayloadHash != null) {
            out.add(sentPayloadHash);
        } else if (bodyHash != null) {
            out.addHex(bodyHash);
        }
    }
}

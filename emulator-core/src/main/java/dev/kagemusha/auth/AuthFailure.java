package dev.kagemusha.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that is not let in, with what is needed to say so in any service's words ({@link AuthErrors}). Unchecked,
 * since it also comes out of a body that is being read; it ends the request, nobody in between may catch it.
 */
public final class AuthFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** Unsigned, where nobody may be anonymous. */
        MISSING_TOKEN,
        /** Signed in the header and in the query. */
        TWO_MECHANISMS,
        /** An Authorization header of another kind. */
        FOREIGN_SCHEME,
        /** Signature Version 2. */
        LEGACY_SIGNATURE,
        /** SigV4A, or an algorithm nobody knows. */
        UNSUPPORTED_ALGORITHM,
        /** Parts of the signature are missing or malformed. */
        INCOMPLETE_SIGNATURE,
        /** No date, or none that can be read. */
        BAD_DATE,
        /** The credential's date, region, service or terminator is not the right one. */
        BAD_SCOPE,
        /** Signed too long ago. */
        SKEWED,
        /** Signed too far in the future. */
        NOT_YET,
        /** The parameters of a presigned request are missing or malformed. */
        BAD_QUERY,
        /** A field of a signed form is malformed. */
        BAD_FIELD,
        PRESIGN_EXPIRED,
        PRESIGN_NOT_YET,
        /** Asks to be valid for more than seven days. */
        PRESIGN_TOO_LONG,
        /** The Host, Content-MD5 or an x-amz-* header is there and not signed. */
        UNSIGNED_HEADER,
        UNKNOWN_KEY,
        INVALID_TOKEN,
        EXPIRED_TOKEN,
        SIGNATURE_MISMATCH,
        MISSING_CONTENT_SHA256,
        BAD_CONTENT_SHA256,
        PAYLOAD_HASH_MISMATCH,
        /** A chunked body with chunk signatures, from nobody. */
        ANONYMOUS_CHUNKS,
        MISSING_DECODED_LENGTH,
        /** More or fewer bytes than announced. */
        WRONG_LENGTH,
        /** Chunks that end too early or are not chunks. */
        BROKEN_CHUNKS,
        /** A chunk under 8 KiB that is not the last. */
        CHUNK_TOO_SMALL,
        BAD_TRAILER
    }

    private final Kind kind;
    private final String detail;
    private final transient Map<String, String> values;

    private AuthFailure(Kind kind, String detail, Map<String, String> values) {
        super(detail.isEmpty() ? kind.toString() : kind + ": " + detail, null, false, false);
        this.kind = kind;
        this.detail = detail;
        this.values = values;
    }

    static AuthFailure of(Kind kind) {
        return new AuthFailure(kind, "", Map.of());
    }

    /** @param detail AWS's sentence, for a kind that has several */
    static AuthFailure of(Kind kind, String detail) {
        return new AuthFailure(kind, detail, Map.of());
    }

    /** @param namesAndValues in the order S3 shows them */
    static AuthFailure with(Kind kind, String detail, String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new AuthFailure(kind, detail, values);
    }

    public Kind kind() {
        return kind;
    }

    String detail() {
        return detail;
    }

    /** What S3 puts beside the message: element name to text. */
    Map<String, String> values() {
        return values;
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }
}

package dev.kagemusha.auth;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about who signed it, read once from its head. Reading never fails: a service must be found before
 * anyone can say in its words what is wrong, so parts that are missing are null and {@link SignatureVerifier} complains.
 *
 * @param form where the signature stands
 * @param text the Authorization header as sent, empty when there is none
 * @param scheme its first word, or {@code X-Amz-Algorithm}
 * @param scope the credential in its five parts, or null when it has not five
 * @param signedHeaders names as sent, separated by semicolons
 * @param date {@code X-Amz-Date}, or else the Date header
 * @param expires {@code X-Amz-Expires} in seconds, as sent
 * @param token the session token
 * @param notPair the first component of the header that is not {@code key=value}
 */
public record Authorization(
        Form form,
        String text,
        String scheme,
        @Nullable String credential,
        @Nullable Scope scope,
        @Nullable String signedHeaders,
        @Nullable String signature,
        @Nullable String date,
        @Nullable String expires,
        @Nullable String token,
        @Nullable String notPair) {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String ECDSA = "AWS4-ECDSA-P256-SHA256";

    /** Where a signature stands. */
    public enum Form {
        NONE,
        HEADER,
        PRESIGNED,
        /** Signature Version 2 in the query. */
        LEGACY_QUERY,
        /** Both in the header and in the query. */
        BOTH
    }

    /**
     * A credential: {@code key id/date/region/service/aws4_request}.
     *
     * @param text everything after the key id
     */
    public record Scope(
            String accessKeyId, String date, String region, String service, String terminator, String text) {

        static @Nullable Scope parse(String credential) {
            int end = credential.length();
            while (end > 0 && credential.charAt(end - 1) == '/') {
                end--; // AWS ignores slashes at the end
            }
            int first = credential.indexOf('/');
            int second = first < 0 ? -1 : credential.indexOf('/', first + 1);
            int third = second < 0 ? -1 : credential.indexOf('/', second + 1);
            int fourth = third < 0 ? -1 : credential.indexOf('/', third + 1);
            if (fourth < 0 || fourth >= end) {
                return null;
            }
            int fifth = credential.indexOf('/', fourth + 1);
            if (fifth >= 0 && fifth < end) {
                return null;
            }
            return new Scope(
                    credential.substring(0, first),
                    credential.substring(first + 1, second),
                    credential.substring(second + 1, third),
                    credential.substring(third + 1, fourth),
                    credential.substring(fourth + 1, end),
                    credential.substring(first + 1, end));
        }
    }

    /** The key id the request names, or null. */
    public @Nullable String accessKeyId() {
        return scope == null ? null : scope.accessKeyId();
    }

    /** The region the request is signed for, or null. */
    public @Nullable String region() {
        return scope == null || scope.region().isEmpty() ? null : scope.region();
    }

    /** The service's signing name, or null. */
    public @Nullable String service() {
        return scope == null ? null : scope.service();
    }

    public static Authorization parse(RequestHead head) {
        String header = head.headers().first("authorization");
        boolean query = hasParameter(head.query(), "X-Amz-Algorithm=");
        boolean legacyQuery = !query && hasParameter(head.query(), "Signature=");
        if (header != null && (query || legacyQuery)) {
            return bare(Form.BOTH, header, "");
        }
        if (header != null) {
            return header.isEmpty() ? bare(Form.NONE, "", "") : fromHeader(head, header);
        }
        if (query) {
            return fromQuery(QueryString.parse(head.query()));
        }
        return legacyQuery ? fromLegacyQuery(QueryString.parse(head.query())) : bare(Form.NONE, "", "");
    }

    /** @param start a parameter's name and its equals sign */
    static boolean hasParameter(String query, String start) {
        int at = query.indexOf(start);
        while (at > 0 && query.charAt(at - 1) != '&') {
            at = query.indexOf(start, at + 1);
        }
        return at >= 0;
    }

    private static Authorization bare(Form form, String text, String scheme) {
        return new Authorization(form, text, scheme, null, null, null, null, null, null, null, null);
    }

    private static Authorization fromHeader(RequestHead head, String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        if (!scheme.regionMatches(true, 0, "AWS4-", 0, 5)) {
            return bare(Form.HEADER, header, scheme);
        }
        String credential = null;
        String signedHeaders = null;
        String signature = null;
        String notPair = null;
        int at = space < 0 ? header.length() : space;
        while (at < header.length()) {
            // AWS takes blanks as well as commas between the parts.
            int from = at;
            while (from < header.length() && isSeparator(header.charAt(from))) {
                from++;
            }
            int to = from;
            while (to < header.length() && !isSeparator(header.charAt(to))) {
                to++;
            }
            int equals = header.indexOf('=', from);
            if (from < to && (equals < 0 || equals >= to)) {
                notPair = notPair == null ? header.substring(from, to) : notPair;
            } else if (from < to) {
                String value = header.substring(equals + 1, to);
                if (header.startsWith("Credential=", from)) {
                    credential = value;
                } else if (header.startsWith("SignedHeaders=", from)) {
                    signedHeaders = value;
                } else if (header.startsWith("Signature=", from)) {
                    signature = value;
                }
            }
            at = to;
        }
        String date = head.headers().first("x-amz-date");
        return new Authorization(
                Form.HEADER,
                header,
                scheme,
                credential,
                credential == null ? null : Scope.parse(credential),
                signedHeaders,
                signature,
                date == null ? head.headers().first("date") : date,
                null,
                head.headers().first("x-amz-security-token"),
                notPair);
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ' ';
    }

    private static Authorization fromQuery(QueryString query) {
        String algorithm = query.first("X-Amz-Algorithm");
        String credential = query.first("X-Amz-Credential");
        return new Authorization(
                Form.PRESIGNED,
                "",
                algorithm == null ? "" : algorithm,
                credential,
                credential == null ? null : Scope.parse(credential),
                query.first("X-Amz-SignedHeaders"),
                query.first("X-Amz-Signature"),
                query.first("X-Amz-Date"),
                query.first("X-Amz-Expires"),
                query.first("X-Amz-Security-Token"),
                null);
    }

    /** Only S3 has this form, and its credential names no scope. */
    private static Authorization fromLegacyQuery(QueryString query) {
        String keyId = query.first("AWSAccessKeyId");
        return new Authorization(
                Form.LEGACY_QUERY,
                "",
                "",
                keyId,
                keyId == null ? null : new Scope(keyId, "", "", "s3", "", ""),
                null,
                query.first("Signature"),
                null,
                query.first("Expires"),
                query.first("x-amz-security-token"),
                null);
    }

    boolean presigned() {
        return form == Form.PRESIGNED;
    }

    @Override
    public String toString() {
        return "Authorization[" + form + " " + accessKeyId() + "]"; // signatures and tokens stay out of logs
    }
}

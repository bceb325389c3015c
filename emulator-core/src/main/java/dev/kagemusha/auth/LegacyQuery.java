package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.time.EmulatorClock;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Presigned requests of Signature Version 2, which S3 still serves in its oldest regions and which boto3 still makes for
 * us-east-1 unless told otherwise.
 *
 * <p>The string to sign names the bucket, also when the client put it into the host name; where the bucket ends there is
 * not known here, so each beginning of the host is tried.
 *
 * <p>https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
final class LegacyQuery {
    /** Parameters that are part of the resource. */
    private static final Set<String> SUBRESOURCES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "defaultObjectAcl",
            "delete",
            "encryption",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "retention",
            "select",
            "select-type",
            "storageClass",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    private LegacyQuery() {}

    /**
     * Checks that the request is whole and still alive. Its end is given in seconds since 1970; taken for emulated time,
     * or for real time and mapped, whichever is later.
     */
    static void check(Authorization sent, EmulatorClock clock) {
        String expires = sent.expires();
        if (sent.credential() == null || sent.signature() == null || expires == null) {
            throw denied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
        }
        Instant end;
        try {
            end = Instant.ofEpochSecond(Integer.parseInt(expires));
        } catch (NumberFormatException e) {
            throw denied("Invalid date (should be seconds since epoch): " + expires);
        }
        Instant now = clock.instant();
        if (now.isAfter(end) && now.isAfter(clock.emulated(end))) {
            throw AuthFailure.with(
                    Kind.PRESIGN_EXPIRED,
                    "",
                    "Expires",
                    SigningDate.extended(end),
                    "ServerTime",
                    SigningDate.extended(now));
        }
    }

    private static AuthFailure denied(String sentence) {
        return AuthFailure.of(Kind.BAD_DATE, sentence);
    }

    /** @throws AuthFailure when the signature was not made with this secret */
    static void compare(RequestHead head, Authorization sent, String secret) {
        QueryString query = QueryString.parse(head.query());
        String start = start(head, query);
        String resource = head.path() + subresources(query);
        String given = sent.signature() == null ? "" : sent.signature();
        String pathStyle = start + resource;
        if (same(secret, pathStyle, given)) {
            return;
        }
        // a bucket alone is signed with a slash after it, whether the client sends that slash or not
        if (head.path().indexOf('/', 1) < 0 && same(secret, start + head.path() + "/" + subresources(query), given)) {
            return;
        }
        String host = head.host();
        for (int dot = host.indexOf('.'); dot > 0; dot = host.indexOf('.', dot + 1)) {
            if (same(secret, start + "/" + host.substring(0, dot).toLowerCase(Locale.ROOT) + resource, given)) {
                return;
            }
        }
        throw AuthFailure.with(
                Kind.SIGNATURE_MISMATCH,
                "",
                "AWSAccessKeyId",
                sent.credential() == null ? "" : sent.credential(),
                "StringToSign",
                pathStyle,
                "SignatureProvided",
                given);
    }

    /** Everything before the resource. Clients move headers they sign into the query, where S3 reads them as headers. */
    private static String start(RequestHead head, QueryString query) {
        StringBuilder text = new StringBuilder(256)
                .append(head.method())
                .append('\n')
                .append(header(head.headers(), query, "content-md5"))
                .append('\n')
                .append(header(head.headers(), query, "content-type"))
                .append('\n')
                .append(header(head.headers(), query, "Expires"))
                .append('\n');
        Map<String, String> amz = new TreeMap<>();
        for (int i = 0; i < head.headers().size(); i++) {
            collect(amz, head.headers().name(i), head.headers().value(i));
        }
        for (int i = 0; i < query.size(); i++) {
            collect(amz, query.name(i), wire(query.value(i)));
        }
        amz.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        return text.toString();
    }

    private static String header(Headers headers, QueryString query, String name) {
        String inQuery = query.first(name);
        return inQuery == null ? headers.firstOr(name, "") : wire(inQuery);
    }

    private static void collect(Map<String, String> amz, String name, String value) {
        if (name.regionMatches(true, 0, "x-amz-", 0, 6)) {
            amz.merge(name.toLowerCase(Locale.ROOT), value.strip(), (one, other) -> one + "," + other);
        }
    }

    private static String subresources(QueryString query) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < query.size(); i++) {
            if (SUBRESOURCES.contains(query.name(i))) {
                found.add(query.value(i).isEmpty() ? query.name(i) : query.name(i) + "=" + wire(query.value(i)));
            }
        }
        if (found.isEmpty()) {
            return "";
        }
        found.sort(null);
        return "?" + String.join("&", found);
    }

    /** Decoded text as the bytes it has on the wire, as the head's own text is. */
    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean same(String secret, String text, String given) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] expected = Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1)));
            return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}

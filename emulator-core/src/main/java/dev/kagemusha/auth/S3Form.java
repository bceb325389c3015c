package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.auth.Authorization.Scope;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** S3's checks of a signature's form, in S3's order. */
final class S3Form {
    private static final long WEEK = Duration.ofDays(7).toSeconds();
    private static final String WRONG_CREDENTIAL =
            "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

    private S3Form() {}

    static SignatureVerifier.Signed header(
            RequestHead head, Authorization sent, SigningProfile profile, EmulatorClock clock) {
        checkScheme(sent);
        Headers headers = head.headers();
        PayloadCheck.checkValue(headers.first("x-amz-content-sha256"));
        String date = sent.date();
        Instant at = date == null ? null : SigningDate.parseAny(date);
        if (date == null || at == null) {
            throw AuthFailure.of(Kind.BAD_DATE, "AWS authentication requires a valid Date or x-amz-date header");
        }
        if (!CommonForm.near(at, clock.real(), profile.skew())
                && !CommonForm.near(at, clock.instant(), profile.skew())) {
            throw AuthFailure.with(
                    Kind.SKEWED,
                    "",
                    "RequestTime",
                    date,
                    "ServerTime",
                    SigningDate.extended(clock.instant()),
                    "MaxAllowedSkewMilliseconds",
                    Long.toString(profile.skew().toMillis()));
        }
        String credential = sent.credential();
        String signedHeaders = sent.signedHeaders();
        String signature = sent.signature();
        if (credential == null || signedHeaders == null || signature == null) {
            throw malformed(
                    "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        }
        Scope scope = sent.scope();
        String fault = scopeFault(scope, profile);
        if (scope == null || fault != null) {
            throw regioned("The authorization header is malformed; " + fault, scope);
        }
        if (!scope.date().equals(SigningDate.day(date, at))) {
            throw malformed("Invalid credential date. Date is not the same as X-Amz-Date.");
        }
        checkSigned(headers, signedHeaders);
        return new SignatureVerifier.Signed(scope, signedHeaders, signature, date, at);
    }

    static SignatureVerifier.Signed presigned(
            RequestHead head, Authorization sent, SigningProfile profile, EmulatorClock clock) {
        if (sent.scheme().equals(Authorization.ECDSA)) {
            throw AuthFailure.of(Kind.UNSUPPORTED_ALGORITHM, sent.scheme());
        }
        if (!sent.scheme().equals(Authorization.ALGORITHM)) {
            throw query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        }
        String credential = sent.credential();
        String signedHeaders = sent.signedHeaders();
        String signature = sent.signature();
        String date = sent.date();
        String expires = sent.expires();
        if (credential == null || signedHeaders == null || signature == null || date == null || expires == null) {
            throw query("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                    + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
        Instant at = SigningDate.parse(date);
        if (at == null) {
            throw query("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
        checkLifetime(at, expires, clock);
        Scope scope = sent.scope();
        String fault = scopeFault(scope, profile);
        if (scope == null || fault != null) {
            throw regioned("Error parsing the X-Amz-Credential parameter; " + fault, scope);
        }
        String day = SigningDate.day(date, at);
        if (!scope.date().equals(day)) {
            throw query("Invalid credential date \"" + scope.date() + "\". This date is not the same as X-Amz-Date: \""
                    + day + "\".");
        }
        checkSigned(head.headers(), signedHeaders);
        return new SignatureVerifier.Signed(scope, signedHeaders, signature, date, at);
    }

    /**
     * The fields of a browser's form. Their texts are those of a presigned request without the words in front; that the date is
     * near is not asked, since the policy says itself until when it holds.
     */
    static SignatureVerifier.Signed text(SignedText sent, SigningProfile profile) {
        if (!sent.algorithm().equals(Authorization.ALGORITHM)) {
            throw field(
                    "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
                    "X-Amz-Algorithm",
                    sent.algorithm());
        }
        Scope scope = Scope.parse(sent.credential());
        String fault = scope != null && scope.accessKeyId().isEmpty()
                ? "a non-empty Access Key (AKID) must be provided in the credential."
                : scopeFault(scope, profile);
        if (scope == null || fault != null) {
            throw field(String.valueOf(fault), "X-Amz-Credential", sent.credential());
        }
        Instant at = SigningDate.parse(sent.date());
        if (at == null) {
            throw field("X-Amz-Date must be formated via ISO8601 Long format", "X-Amz-Date", sent.date()); // sic
        }
        return new SignatureVerifier.Signed(scope, "", sent.signature(), sent.date(), at);
    }

    private static AuthFailure field(String sentence, String name, String value) {
        return AuthFailure.with(Kind.BAD_FIELD, sentence, "ArgumentName", name, "ArgumentValue", value);
    }

    private static void checkScheme(Authorization sent) {
        String text = sent.text();
        if (text.indexOf(' ') < 0) {
            throw foreign("Authorization header is invalid -- one and only one ' ' (space) required", text);
        }
        if (sent.scheme().equalsIgnoreCase("AWS")) {
            throw AuthFailure.of(Kind.LEGACY_SIGNATURE);
        }
        if (sent.scheme().equalsIgnoreCase(Authorization.ECDSA)) {
            throw AuthFailure.of(Kind.UNSUPPORTED_ALGORITHM, sent.scheme());
        }
        if (!sent.scheme().equalsIgnoreCase(Authorization.ALGORITHM)) {
            throw foreign("Unsupported Authorization Type", text);
        }
    }

    private static AuthFailure foreign(String message, String header) {
        return AuthFailure.with(Kind.FOREIGN_SCHEME, message, "ArgumentName", "Authorization", "ArgumentValue", header);
    }

    /**
     * A presigned request lives from its date for the seconds it asks for, on the emulated clock. A date in real time
     * stands for the emulated instant it was then.
     */
    private static void checkLifetime(Instant at, String expires, EmulatorClock clock) {
        long seconds;
        try {
            seconds = Long.parseLong(expires);
        } catch (NumberFormatException e) {
            throw query("X-Amz-Expires should be a number");
        }
        if (seconds < 0) {
            throw query("X-Amz-Expires must be non-negative");
        }
        if (seconds > WEEK) {
            throw AuthFailure.of(
                    Kind.PRESIGN_TOO_LONG,
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be"
                            + " less than 604800 seconds");
        }
        Instant now = clock.instant();
        Instant mapped = clock.emulated(at);
        if (alive(at, seconds, now) || alive(mapped, seconds, now)) {
            return;
        }
        if (at.isAfter(now) && mapped.isAfter(now)) {
            throw AuthFailure.with(
                    Kind.PRESIGN_NOT_YET,
                    "",
                    "X-Amz-Date",
                    Long.toString(at.toEpochMilli()),
                    "Expires",
                    SigningDate.extended(at.plusSeconds(seconds)),
                    "ServerTime",
                    SigningDate.extended(now));
        }
        throw AuthFailure.with(
                Kind.PRESIGN_EXPIRED,
                "",
                "X-Amz-Expires",
                expires,
                "Expires",
                SigningDate.extended(at.plusSeconds(seconds)),
                "ServerTime",
                SigningDate.extended(now));
    }

    private static boolean alive(Instant from, long seconds, Instant now) {
        return !now.plus(SigningProfile.S3.skew()).isBefore(from) && !now.isAfter(from.plusSeconds(seconds));
    }

    private static @Nullable String scopeFault(@Nullable Scope scope, SigningProfile profile) {
        if (scope == null) {
            return WRONG_CREDENTIAL;
        }
        if (!isDay(scope.date())) {
            return "incorrect date format \"" + scope.date()
                    + "\". This date in the credential must be in the format \"yyyyMMdd\".";
        }
        if (scope.region().isEmpty()) {
            return "a non-empty region must be provided in the credential.";
        }
        if (!CommonForm.isRegion(scope.region())) {
            return "the region '" + scope.region() + "' is wrong; expecting 'us-east-1'";
        }
        if (!profile.names().contains(scope.service())) {
            return "incorrect service \"" + scope.service() + "\". This endpoint belongs to \""
                    + profile.names().get(0) + "\".";
        }
        if (!scope.terminator().equals("aws4_request")) {
            return "incorrect terminal \"" + scope.terminator() + "\". This endpoint uses \"aws4_request\".";
        }
        return null;
    }

    private static boolean isDay(String text) {
        return text.length() == 8 && SigningDate.parse(text + "T000000Z") != null;
    }

    /** Host, Content-MD5 and every {@code x-amz-*} header but the payload's hash must be signed when they are there. */
    private static void checkSigned(Headers headers, String signedHeaders) {
        List<String> missing = null;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (mustBeSigned(name) && !isSigned(name, signedHeaders)) {
                missing = missing == null ? new ArrayList<>() : missing;
                missing.add(name.toLowerCase(java.util.Locale.ROOT));
            }
        }
        if (missing != null) {
            throw AuthFailure.with(Kind.UNSIGNED_HEADER, "", "HeadersNotSigned", String.join(", ", missing));
        }
    }

    private static boolean mustBeSigned(String name) {
        if (name.regionMatches(true, 0, "x-amz-", 0, 6)) {
            return !name.equalsIgnoreCase("x-amz-content-sha256");
        }
        return name.equalsIgnoreCase("host") || name.equalsIgnoreCase("content-md5");
    }

    static boolean isSigned(String name, String signedHeaders) {
        int at = 0;
        while (at <= signedHeaders.length()) {
            int end = signedHeaders.indexOf(';', at);
            if (end < 0) {
                end = signedHeaders.length();
            }
            if (end - at == name.length() && signedHeaders.regionMatches(true, at, name, 0, name.length())) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static AuthFailure malformed(String fault) {
        return AuthFailure.of(Kind.INCOMPLETE_SIGNATURE, "The authorization header is malformed; " + fault);
    }

    private static AuthFailure query(String sentence) {
        return AuthFailure.of(Kind.BAD_QUERY, sentence);
    }

    private static AuthFailure regioned(String message, @Nullable Scope scope) {
        return scope != null && !scope.region().isEmpty() && message.contains("; the region '")
                ? AuthFailure.with(Kind.BAD_SCOPE, message, "Region", "us-east-1")
                : AuthFailure.of(Kind.BAD_SCOPE, message);
    }
}

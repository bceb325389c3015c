package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.auth.Authorization.Scope;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** The checks of a signature's form that all services but S3 share, in their order. */
final class CommonForm {
    private CommonForm() {}

    static SignatureVerifier.Signed check(Authorization sent, SigningProfile profile, EmulatorClock clock) {
        if (!sent.presigned()) {
            if (!sent.scheme().regionMatches(true, 0, "AWS4-", 0, 5)) {
                throw AuthFailure.of(Kind.MISSING_TOKEN);
            }
            if (sent.notPair() != null) {
                throw incomplete("Invalid key=value pair (missing equal-sign) in Authorization header (hashed with"
                        + " SHA-256 and encoded with Base64): '" + hashed(sent.text()) + "'.");
            }
        }
        String credential = sent.credential();
        String signedHeaders = sent.signedHeaders();
        String signature = sent.signature();
        String date = sent.date();
        if (credential == null || signedHeaders == null || signature == null || date == null) {
            throw incomplete(sent.presigned() ? missingParameters(sent) : missingComponents(sent));
        }
        Instant at = SigningDate.parse(date);
        if (at == null) {
            throw AuthFailure.of(
                    Kind.BAD_DATE,
                    "Date must be in ISO-8601 'basic format'. Got '" + date
                            + "'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
        checkTime(at, date, profile.skew(), clock);
        if (!S3Form.isSigned("host", signedHeaders)) {
            throw AuthFailure.of(
                    Kind.UNSIGNED_HEADER, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        if (!sent.scheme().equals(Authorization.ALGORITHM)) {
            throw AuthFailure.of(
                    Kind.UNSUPPORTED_ALGORITHM,
                    "Unsupported AWS 'algorithm': '" + sent.scheme() + "' (only AWS4-HMAC-SHA256 for now). ");
        }
        Scope scope = sent.scope();
        if (scope == null) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got '" + credential + "'");
        }
        checkScope(scope, date, profile);
        return new SignatureVerifier.Signed(scope, signedHeaders, signature, date, at);
    }

    private static AuthFailure incomplete(String sentence) {
        return AuthFailure.of(Kind.INCOMPLETE_SIGNATURE, sentence);
    }

    private static String hashed(String header) {
        return Base64.getEncoder()
                .encodeToString(Scratch.newSha256().digest(header.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String missingComponents(Authorization sent) {
        StringBuilder message = new StringBuilder(256);
        require(message, sent.credential(), "Authorization header requires 'Credential' parameter. ");
        require(message, sent.signature(), "Authorization header requires 'Signature' parameter. ");
        require(message, sent.signedHeaders(), "Authorization header requires 'SignedHeaders' parameter. ");
        require(
                message,
                sent.date(),
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        return message.append("(Hashed with SHA-256 and encoded with Base64) Authorization=")
                .append(hashed(sent.text()))
                .toString();
    }

    private static String missingParameters(Authorization sent) {
        StringBuilder message = new StringBuilder(256);
        require(message, sent.credential(), "AWS query-string parameters must include 'X-Amz-Credential'. ");
        require(message, sent.signature(), "AWS query-string parameters must include 'X-Amz-Signature'. ");
        require(message, sent.signedHeaders(), "AWS query-string parameters must include 'X-Amz-SignedHeaders'. ");
        require(message, sent.date(), "AWS query-string parameters must include 'X-Amz-Date'. ");
        return message.append("Re-examine the query-string parameters.").toString();
    }

    private static void require(StringBuilder message, @Nullable String part, String sentence) {
        if (part == null) {
            message.append(sentence);
        }
    }

    /**
     * {@code X-Amz-Expires} is not looked at: a presigned GetCallerIdentity, as Kubernetes authenticates with, asks for 60
     * seconds and is good for 15 minutes.
     */
    private static void checkTime(Instant at, String date, Duration skew, EmulatorClock clock) {
        Instant now = clock.instant();
        if (near(at, now, skew) || near(at, clock.real(), skew)) {
            return;
        }
        String minutes = skew.toMinutes() + " min.)";
        if (at.isBefore(now)) {
            throw AuthFailure.of(
                    Kind.SKEWED,
                    "Signature expired: " + date + " is now earlier than " + SigningDate.basic(now.minus(skew)) + " ("
                            + SigningDate.basic(now) + " - " + minutes);
        }
        throw AuthFailure.of(
                Kind.NOT_YET,
                "Signature not yet current: " + date + " is still later than " + SigningDate.basic(now.plus(skew))
                        + " (" + SigningDate.basic(now) + " + " + minutes);
    }

    static boolean near(Instant at, Instant now, Duration skew) {
        return Duration.between(at, now).abs().compareTo(skew) <= 0;
    }

    private static void checkScope(Scope scope, String date, SigningProfile profile) {
        boolean region = isRegion(scope.region());
        boolean service = profile.names().contains(scope.service());
        boolean terminator = scope.terminator().equals("aws4_request");
        boolean day = date.startsWith(scope.date()) && scope.date().length() == 8;
        if (region && service && terminator && day) {
            return;
        }
        StringBuilder message = new StringBuilder(256);
        if (!region) {
            message.append("Credential should be scoped to a valid region, not '")
                    .append(scope.region())
                    .append("'. ");
        }
        if (!service) {
            message.append("Credential should be scoped to correct service: '")
                    .append(profile.names().get(0))
                    .append("'. ");
        }
        if (!terminator) {
            message.append("Credential should be scoped with a valid terminator: 'aws4_request', not '")
                    .append(scope.terminator())
                    .append("'. ");
        }
        if (!day) {
            message.append(
                            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '")
                    .append(scope.date())
                    .append("' != '")
                    .append(date, 0, 8)
                    .append("', from '")
                    .append(date)
                    .append("'. ");
        }
        throw AuthFailure.of(Kind.BAD_SCOPE, message.substring(0, message.length() - 1));
    }

    /**
     * Whether a name has a region's form: words of lower-case letters and digits joined by hyphens, the last a number.
     * Which regions there are changes several times a year, so no list is kept.
     */
    static boolean isRegion(String name) {
        boolean hyphen = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '-') {
                hyphen = true;
            } else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        if (!hyphen || name.length() > 32) {
            return false;
        }
        int last = name.lastIndexOf('-') + 1;
        for (int i = last; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return last > 1 && last < name.length() && name.charAt(0) >= 'a';
    }
}

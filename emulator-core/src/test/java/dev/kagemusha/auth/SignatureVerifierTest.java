package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import dev.kagemusha.auth.Client.Sent;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class SignatureVerifierTest {
    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final SigningProfile DYNAMODB = SigningProfile.of(ErrorFamily.JSON, "dynamodb");
    private static final SigningProfile KMS =
            SigningProfile.of(ErrorFamily.JSON, "kms").withSkew(Duration.ofMinutes(5));
    private static final SigningProfile XRAY = SigningProfile.of(ErrorFamily.REST_JSON, "xray");
    private static final SigningProfile STS = SigningProfile.of(ErrorFamily.QUERY, "sts");
    private static final Caller ROOT = new Caller.Root("111122223333");

    private final FixedTime time = new FixedTime("2026-03-04T05:06:07Z");
    private final AccessKeys keys = new AccessKeys(new byte[] {1, 2, 3});
    private final Map<String, Credential> known = new java.util.HashMap<>(Map.of(
            KEY_ID,
            new Credential(KEY_ID, SECRET, ROOT, null, null),
            "ASIATEMP",
            new Credential("ASIATEMP", "tempsecret", ROOT, "the+token/==", Instant.parse("2026-03-04T06:00:00Z"))));
    private final SignatureVerifier verifier = verifier(false);

    private SignatureVerifier verifier(boolean strict) {
        return new SignatureVerifier(new Identities(known::get, keys, strict), time);
    }

    private Verified verify(Sent sent, SigningProfile profile) {
        return verifier.verify(sent.head(), Authorization.parse(sent.head()), profile, sent.body().array);
    }

    private AuthFailure refusal(Sent sent, SigningProfile profile) {
        return catchThrowableOfType(AuthFailure.class, () -> {
            Verified verified = verify(sent, profile);
            verified.payload().check(sent.body().array);
        });
    }

    private AuthError error(Sent sent, SigningProfile profile) {
        return AuthErrors.of(refusal(sent, profile), profile.family());
    }

    @Test
    void acceptsTheSdksHeaderForm() {
        Sent sent = Client.of("dynamodb", time)
                .sign(
                        "POST",
                        "http://localhost:4566/",
                        Client.utf8("{}"),
                        "X-Amz-Target",
                        "DynamoDB_20120810.ListTables");

        Verified verified = verify(sent, DYNAMODB);

        assertThat(verified.caller()).isEqualTo(ROOT);
        assertThat(verified.accessKeyId()).isEqualTo(KEY_ID);
        assertThat(verified.region()).isEqualTo("us-east-1");
        assertThat(verified.service()).isEqualTo("dynamodb");
        assertThat(verified.signedAt()).isEqualTo(time.real());
        assertThat(verified.presigned()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/b/k",
                "/b/a%20b%2Bc",
                "/b//k/../x/./",
                "/b/%E2%82%AC%21%27%28%29%2A",
                "/b/k%2Fl",
                "/b/~-._",
                "/b/a=b&c;d:e@f,g$h",
                "/b/k?uploads",
                "/b?list-type=2&prefix=a%2Fb%20c&delimiter=%2F",
                "/b/k?x=2&x=1&X=0&a",
                "/b/k?a=b=c&%C3%A9=%21"
            })
    void acceptsTheSdksS3Paths(String path) {
        assertThat(verify(
                                Client.s3(time).sign("GET", "http://localhost:4566" + path, Client.NO_BYTES),
                                SigningProfile.S3)
                        .caller())
                .isEqualTo(ROOT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/TraceSummaries",
                "/a%20b",
                "/a/../b",
                "/a/./b//c/",
                "//",
                "/a%2Fb/",
                "/tags/arn%3Aaws%3Axray%3A%2F%2F",
                "/a:b",
                "/a?b=c%20d&a=1"
            })
    void acceptsTheSdksOtherPaths(String path) {
        assertThat(verify(Client.of("xray", time).sign("POST", "http://localhost:4566" + path, Client.utf8("{}")), XRAY)
                        .caller())
                .isEqualTo(ROOT);
    }

    @Test
    void acceptsTheSdksPresignedForm() {
        Client client = Client.s3(time);
        client.presigned = true;
        Sent sent = client.sign("GET", "http://localhost:4566/bucket/a%20key?versionId=3%2F4", Client.NO_BYTES);

        Verified verified = verify(sent, SigningProfile.S3);

        assertThat(verified.caller()).isEqualTo(ROOT);
        assertThat(verified.presigned()).isTrue();
    }

    @Test
    void acceptsAPresignedCallOfAnotherService() {
        Client client = Client.of("sts", time);
        client.presigned = true;
        client.lifetime = Duration.ofSeconds(60);
        Sent sent = client.sign(
                "GET",
                "http://localhost:4566/?Action=GetCallerIdentity&Version=2011-06-15",
                Client.NO_BYTES,
                "x-k8s-aws-id",
                "c");
        time.pass(Duration.ofMinutes(14));

        assertThat(verify(sent, STS).caller()).isEqualTo(ROOT);
        time.pass(Duration.ofMinutes(2));
        assertThat(error(sent, STS).message()).startsWith("Signature expired: 20260304T050607Z is now earlier than");
    }

    @Test
    void knowsTheExampleOfTheS3Documentation() {
        FixedTime then = new FixedTime("2013-05-24T00:00:00Z");
        SignatureVerifier verifier = documented(then);
        RequestHead get = head(
                "GET",
                "/test.txt",
                "",
                Headers.of(
                        "Host",
                        "examplebucket.s3.amazonaws.com",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                        "Range",
                        "bytes=0-9",
                        "x-amz-content-sha256",
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        "x-amz-date",
                        "20130524T000000Z"));

        assertThat(verifier.verify(get, Authorization.parse(get), SigningProfile.S3, null)
                        .caller())
                .isEqualTo(ROOT);

        RequestHead presigned = head(
                "GET",
                "/test.txt",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
                        + "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                Headers.of("Host", "examplebucket.s3.amazonaws.com"));
        assertThat(verifier.verify(presigned, Authorization.parse(presigned), SigningProfile.S3, null)
                        .caller())
                .isEqualTo(ROOT);
    }

    static SignatureVerifier documented(FixedTime then) {
        Credential example =
                new Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ROOT, null, null);
        return new SignatureVerifier(
                new Identities(
                        id -> id.equals(example.accessKeyId()) ? example : null, new AccessKeys(new byte[1]), true),
                then);
    }

    static RequestHead head(String method, String path, String query, Headers headers) {
        return new RequestHead(
                method, path, query, headers, false, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    /** The request of AWS's test suite, signed by each of its rules. */
    @ParameterizedTest
    @CsvSource({
        "get-vanilla, /, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-vanilla-query-order-key-case, /, Param2=value2&Param1=value1,"
                + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    })
    void knowsTheTestSuite(String name, String path, String query, String signature) {
        FixedTime then = new FixedTime("2015-08-30T12:36:00Z");
        Credential example =
                new Credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ROOT, null, null);
        SignatureVerifier verifier =
                new SignatureVerifier(new Identities(id -> example, new AccessKeys(new byte[1]), true), then);
        RequestHead get = head(
                "GET",
                path,
                query,
                Headers.of(
                        "Host",
                        "example.amazonaws.com",
                        "X-Amz-Date",
                        "20150830T123600Z",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + signature));

        assertThat(verifier.verify(
                                get,
                                Authorization.parse(get),
                                SigningProfile.of(ErrorFamily.QUERY, "service"),
                                new byte[0])
                        .caller())
                .as(name)
                .isEqualTo(ROOT);
    }

    @Test
    void collapsesBlanksInHeadersAndJoinsRepeatedOnes() {
        Sent sent = Client.of("xray", time)
                .sign(
                        "POST",
                        "http://localhost/",
                        Client.utf8("{}"),
                        "my-header1",
                        "  a   b   c  ",
                        "my-header2",
                        "x",
                        "my-header2",
                        "y");

        assertThat(verify(sent, XRAY).caller()).isEqualTo(ROOT);
    }

    @Test
    void acceptsPathsOfRandomCharacters() {
        long seed = 20260304;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int j = random.nextInt(12); j >= 0; j--) {
                int c = random.nextInt(256);
                if ("abcXYZ019-_.~/!$&'()*+,;=:@".indexOf(c) >= 0) {
                    path.append((char) c);
                } else {
                    path.append('%')
                            .append("0123456789ABCDEF".charAt(c >> 4))
                            .append("0123456789ABCDEF".charAt(c & 15));
                }
            }
            boolean s3 = random.nextBoolean();
            Sent sent =
                    Client.of(s3 ? "s3" : "xray", time).sign("PUT", "http://localhost:4566" + path, Client.utf8("{}"));
            assertThat(refusal(sent, s3 ? SigningProfile.S3 : XRAY))
                    .as("seed %s: %s %s", seed, s3, path)
                    .isNull();
        }
    }

    @Test
    void refusesEveryTamperedHeader() {
        Sent sent = Client.s3(time)
                .sign(
                        "PUT",
                        "http://localhost:4566/b/k?tagging",
                        Client.utf8("body"),
                        "x-amz-meta-a",
                        "1",
                        "Content-Type",
                        "text/plain");
        for (int i = 0; i < sent.head().headers().size(); i++) {
            String name = sent.head().headers().name(i);
            if (name.equalsIgnoreCase("authorization") || name.equalsIgnoreCase("content-length")) {
                continue;
            }
            String value = sent.head().headers().value(i);
            Kind expected =
                    switch (name.toLowerCase(java.util.Locale.ROOT)) {
                        case "x-amz-content-sha256" -> Kind.BAD_CONTENT_SHA256;
                        case "x-amz-date" -> Kind.BAD_DATE;
                        default -> Kind.SIGNATURE_MISMATCH;
                    };
            assertThat(refusal(sent.withHeader(name, value + "1"), SigningProfile.S3)
                            .kind())
                    .as(name)
                    .isEqualTo(expected);
        }
        assertThat(refusal(sent.withHeader("x-amz-date", "20260304T050608Z"), SigningProfile.S3)
                        .kind())
                .isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withHeader("x-amz-content-sha256", "0".repeat(64)), SigningProfile.S3)
                        .kind())
                .isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withHeader("x-amz-acl", "public-read"), SigningProfile.S3)
                        .kind())
                .isEqualTo(Kind.UNSIGNED_HEADER);
    }

    @Test
    void refusesAnotherMethodPathQueryOrBody() {
        Sent sent = Client.s3(time).sign("PUT", "http://localhost:4566/b/k?tagging", Client.utf8("body"));

        assertThat(refusal(sent.withMethod("POST"), SigningProfile.S3).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withPath("/b/l"), SigningProfile.S3).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withPath("/b//k"), SigningProfile.S3).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withQuery("acl"), SigningProfile.S3).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withQuery("tagging&a=b"), SigningProfile.S3).kind())
                .isEqualTo(Kind.SIGNATURE_MISMATCH);
        assertThat(refusal(sent.withBody(Client.utf8("bodY")), SigningProfile.S3)
                        .kind())
                .isEqualTo(Kind.PAYLOAD_HASH_MISMATCH);

        Sent json = Client.of("dynamodb", time).sign("POST", "http://localhost:4566/", Client.utf8("{}"));
        assertThat(refusal(json.withBody(Client.utf8("{ }")), DYNAMODB).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "/20260304/, /20260305/, INCOMPLETE_SIGNATURE, BAD_SCOPE",
        "/us-east-1/, /eu-west-1/, SIGNATURE_MISMATCH, SIGNATURE_MISMATCH",
        "/us-east-1/, /nowhere/, BAD_SCOPE, BAD_SCOPE",
        "/us-east-1/, //, BAD_SCOPE, BAD_SCOPE",
        "/@/, /sqs/, BAD_SCOPE, BAD_SCOPE",
        "aws4_request, aws5_request, BAD_SCOPE, BAD_SCOPE",
        "aws4_request, aws4_request/x, BAD_SCOPE, INCOMPLETE_SIGNATURE",
        "Signature=, Signature=0, SIGNATURE_MISMATCH, SIGNATURE_MISMATCH",
        "'Signature=', 'Sig=', INCOMPLETE_SIGNATURE, INCOMPLETE_SIGNATURE",
        "SignedHeaders=host, SignedHeaders=hosts, UNSIGNED_HEADER, UNSIGNED_HEADER",
        "AWS4-HMAC-SHA256, AWS4-ECDSA-P256-SHA256, UNSUPPORTED_ALGORITHM, UNSUPPORTED_ALGORITHM",
        "AWS4-HMAC-SHA256, Bearer, FOREIGN_SCHEME, MISSING_TOKEN",
        "AWS4-HMAC-SHA256, AWS, LEGACY_SIGNATURE, MISSING_TOKEN"
    })
    void refusesATamperedAuthorization(String part, String by, Kind ofS3, Kind ofOthers) {
        Sent s3 = Client.s3(time).sign("GET", "http://localhost:4566/b/k", Client.NO_BYTES);
        Sent json = Client.of("dynamodb", time).sign("POST", "http://localhost:4566/", Client.utf8("{}"));

        assertThat(refusal(tampered(s3, part.replace("@", "s3"), by), SigningProfile.S3)
                        .kind())
                .isEqualTo(ofS3);
        assertThat(refusal(tampered(json, part.replace("@", "dynamodb"), by), DYNAMODB)
                        .kind())
                .isEqualTo(ofOthers);
    }

    private static Sent tampered(Sent sent, String part, String by) {
        String header = sent.head().headers().firstOr("Authorization", "");
        assertThat(header).contains(part);
        return sent.withHeader("Authorization", header.replace(part, by));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Expires=300, X-Amz-Expires=301, SIGNATURE_MISMATCH",
        "X-Amz-Expires=300, X-Amz-Expires=604801, PRESIGN_TOO_LONG",
        "X-Amz-Expires=300, X-Amz-Expires=soon, BAD_QUERY",
        "X-Amz-Expires=300, X-Amz-Expires=-1, BAD_QUERY",
        "X-Amz-Expires=300, a=b, BAD_QUERY",
        "X-Amz-Date=20260304T050607Z, X-Amz-Date=20260304T050608Z, SIGNATURE_MISMATCH",
        "X-Amz-Date=20260304T050607Z, X-Amz-Date=20260303T050607Z, PRESIGN_EXPIRED",
        "X-Amz-Date=20260304T050607Z, X-Amz-Date=20260305T050607Z, PRESIGN_NOT_YET",
        "X-Amz-Date=20260304T050607Z, X-Amz-Date=yesterday, BAD_QUERY",
        "%2Fus-east-1, %2Feu-west-1, SIGNATURE_MISMATCH",
        "%2Fs3%2F, %2Fsqs%2F, BAD_SCOPE",
        "AWS4-HMAC-SHA256, AWS4-HMAC-SHA512, BAD_QUERY",
        "AWS4-HMAC-SHA256, AWS4-ECDSA-P256-SHA256, UNSUPPORTED_ALGORITHM",
        "X-Amz-SignedHeaders=host, X-Amz-SignedHeaders=range, UNSIGNED_HEADER",
        "versionId=3, versionId=4, SIGNATURE_MISMATCH",
        "X-Amz-Signature=, X-Amz-Signature=0, SIGNATURE_MISMATCH"
    })
    void refusesATamperedPresignedQuery(String part, String by, Kind kind) {
        Client client = Client.s3(time);
        client.presigned = true;
        Sent sent = client.sign("GET", "http://localhost:4566/bucket/key?versionId=3", Client.NO_BYTES);
        assertThat(sent.head().query()).contains(part);

        assertThat(refusal(sent.withQuery(sent.head().query().replace(part, by)), SigningProfile.S3)
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void presignedRequestLivesByEmulatedTime() {
        Client client = Client.s3(time);
        client.presigned = true;
        Sent before = client.sign("GET", "http://localhost:4566/b/k", Client.NO_BYTES);
        time.pass(Duration.ofSeconds(1));
        time.advance(Duration.ofHours(1));

        AuthError error = error(before, SigningProfile.S3);
        assertThat(error.code()).isEqualTo("AccessDenied");
        assertThat(error.status()).isEqualTo(403);
        assertThat(error.message()).isEqualTo("Request has expired");
        assertThat(error.elements())
                .containsEntry("X-Amz-Expires", "300")
                .containsEntry("Expires", "2026-03-04T05:11:07Z")
                .containsEntry("ServerTime", "2026-03-04T06:06:08Z");

        Client later = Client.s3(time); // signs in real time, an hour behind
        later.presigned = true;
        Sent after = later.sign("GET", "http://localhost:4566/b/k", Client.NO_BYTES);
        assertThat(verify(after, SigningProfile.S3).caller()).isEqualTo(ROOT);
        time.pass(Duration.ofMinutes(6));
        assertThat(refusal(after, SigningProfile.S3).kind()).isEqualTo(Kind.PRESIGN_EXPIRED);
    }

    @Test
    void skewPassesWhenEitherTimeIsNear() {
        time.advance(Duration.ofDays(30));
        Sent real = Client.of("kms", time).sign("POST", "http://localhost/", Client.utf8("{}"));
        Client emulated = new Client(time.instant());
        emulated.service = "kms";
        Sent ahead = emulated.sign("POST", "http://localhost/", Client.utf8("{}"));

        assertThat(verify(real, KMS).caller()).isEqualTo(ROOT);
        assertThat(verify(ahead, KMS).caller()).isEqualTo(ROOT);
    }

    @Test
    void kmsAllowsFiveMinutesOfSkewAndOthersFifteen() {
        Sent kms = Client.of("kms", time).sign("POST", "http://localhost/", Client.utf8("{}"));
        Sent dynamodb = Client.of("dynamodb", time).sign("POST", "http://localhost/", Client.utf8("{}"));
        time.pass(Duration.ofMinutes(6));

        AuthError error = error(kms, KMS);
        assertThat(error.code()).isEqualTo("InvalidSignatureException");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message())
                .isEqualTo("Signature expired: 20260304T050607Z is now earlier than 20260304T050707Z"
                        + " (20260304T051207Z - 5 min.)");
        assertThat(verify(dynamodb, DYNAMODB).caller()).isEqualTo(ROOT);
        time.pass(Duration.ofMinutes(-22));
        assertThat(error(dynamodb, DYNAMODB).message())
                .isEqualTo("Signature not yet current: 20260304T050607Z is still later than 20260304T050507Z"
                        + " (20260304T045007Z + 15 min.)");
    }

    @Test
    void s3NamesBothTimes() {
        Sent sent = Client.s3(time).sign("GET", "http://localhost/b/k", Client.NO_BYTES);
        time.pass(Duration.ofMinutes(16));

        AuthError error = error(sent, SigningProfile.S3);
        assertThat(error.code()).isEqualTo("RequestTimeTooSkewed");
        assertThat(error.elements())
                .containsEntry("RequestTime", "20260304T050607Z")
                .containsEntry("ServerTime", "2026-03-04T05:22:07Z")
                .containsEntry("MaxAllowedSkewMilliseconds", "900000");
    }

    @Test
    void sessionCredentialsNeedTheirToken() {
        Client client = Client.s3(time).withToken("ASIATEMP", "tempsecret", "the+token/==");
        Sent sent = client.sign("GET", "http://localhost/b/k", Client.NO_BYTES);
        assertThat(verify(sent, SigningProfile.S3).caller()).isEqualTo(ROOT);
        assertThat(refusal(sent.withHeader("X-Amz-Security-Token", "other"), SigningProfile.S3)
                        .kind())
                .isEqualTo(Kind.INVALID_TOKEN);
        Sent bare =
                Client.s3(time).withKey("ASIATEMP", "tempsecret").sign("GET", "http://localhost/b/k", Client.NO_BYTES);
        assertThat(refusal(bare, SigningProfile.S3).kind()).isEqualTo(Kind.UNKNOWN_KEY);
        Sent longTerm =
                Client.s3(time).withToken(KEY_ID, SECRET, "token").sign("GET", "http://localhost/b/k", Client.NO_BYTES);
        assertThat(error(longTerm, SigningProfile.S3).code()).isEqualTo("InvalidToken");

        client.presigned = true;
        client.lifetime = Duration.ofDays(1);
        Sent presigned = client.sign("GET", "http://localhost/b/k", Client.NO_BYTES);
        assertThat(verify(presigned, SigningProfile.S3).caller()).isEqualTo(ROOT);
        time.advance(Duration.ofHours(1));
        AuthError expired = error(presigned, SigningProfile.S3);
        assertThat(expired.code()).isEqualTo("ExpiredToken");
        assertThat(expired.message()).isEqualTo("The provided token has expired.");
        Sent json = Client.of("kms", time)
                .withToken("ASIATEMP", "tempsecret", "the+token/==")
                .sign("POST", "http://localhost/", Client.utf8("{}"));
        assertThat(error(json, KMS).code()).isEqualTo("ExpiredTokenException");
    }

    @Test
    void unknownKeysAreTheRootOfAnAccount() {
        Sent sent = Client.of("dynamodb", time)
                .withKey("123456789012", "any")
                .sign("POST", "http://localhost/", Client.utf8("{}"));
        assertThat(verify(sent, DYNAMODB).caller()).isEqualTo(new Caller.Root("123456789012"));
        Sent other = Client.s3(time).withKey("mock", "any").sign("PUT", "http://localhost/b/k", Client.utf8("x"));
        assertThat(verify(other, SigningProfile.S3).caller()).isEqualTo(new Caller.Root("000000000000"));
        assertThat(refusal(other.withBody(Client.utf8("y")), SigningProfile.S3).kind())
                .isEqualTo(Kind.PAYLOAD_HASH_MISMATCH);
        time.pass(Duration.ofHours(1));
        assertThat(refusal(other, SigningProfile.S3).kind()).isEqualTo(Kind.SKEWED);
        assertThat(refusal(sent, DYNAMODB).kind()).isEqualTo(Kind.SKEWED);
    }

    @Test
    void keysThatWereMintedHereOrCarryATokenAreNeverStrangers() {
        String gone = keys.mint(AccessKeys.Kind.LONG_TERM, "111122223333", new Random(1));
        Sent deleted = Client.s3(time).withKey(gone, "x").sign("GET", "http://localhost/b", Client.NO_BYTES);
        Sent token = Client.s3(time).withToken("mock", "x", "y").sign("GET", "http://localhost/b", Client.NO_BYTES);

        assertThat(refusal(deleted, SigningProfile.S3).kind()).isEqualTo(Kind.UNKNOWN_KEY);
        assertThat(refusal(token, SigningProfile.S3).kind()).isEqualTo(Kind.INVALID_TOKEN);
    }

    @Test
    void strictRefusesUnknownKeys() {
        Sent sent =
                Client.of("sts", time).withKey("mock", "x").sign("POST", "http://localhost/", Client.utf8("Action=x"));
        AuthFailure failure = catchThrowableOfType(AuthFailure.class, () -> verifier(true)
                .verify(sent.head(), Authorization.parse(sent.head()), STS, sent.body().array));

        AuthError sts = AuthErrors.of(failure, ErrorFamily.QUERY);
        assertThat(sts.code()).isEqualTo("InvalidClientTokenId");
        assertThat(sts.status()).isEqualTo(403);
        assertThat(sts.message()).isEqualTo("The security token included in the request is invalid.");
        AuthError json = AuthErrors.of(failure, ErrorFamily.JSON);
        assertThat(json.code()).isEqualTo("UnrecognizedClientException");
        assertThat(json.status()).isEqualTo(400);
        AuthError s3 = AuthErrors.of(failure, ErrorFamily.S3);
        assertThat(s3.code()).isEqualTo("InvalidAccessKeyId");
        assertThat(s3.status()).isEqualTo(403);
        assertThat(s3.elements()).containsEntry("AWSAccessKeyId", "mock");
    }

    @Test
    void unsignedIsAnonymousForS3AndRefusedElsewhere() {
        Sent sent =
                new Sent(head("GET", "/b/k", "", Headers.of("Host", "localhost")), new Client.Bytes(Client.NO_BYTES));

        assertThat(verify(sent, SigningProfile.S3).caller()).isInstanceOf(Caller.Anonymous.class);
        assertThat(verify(sent, STS.withAnonymous()).caller()).isInstanceOf(Caller.Anonymous.class);
        AuthError error = error(sent, DYNAMODB);
        assertThat(error.code()).isEqualTo("MissingAuthenticationTokenException");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo("Request is missing Authentication Token");
    }

    @Test
    void mismatchTellsWhatWasSigned() {
        Sent sent = Client.s3(time).withKey(KEY_ID, "wrong").sign("GET", "http://localhost/b/k", Client.NO_BYTES);

        AuthError error = error(sent, SigningProfile.S3);
        assertThat(error.code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(error.status()).isEqualTo(403);
        assertThat(error.elements().keySet())
                .containsExactly(
                        "AWSAccessKeyId",
                        "StringToSign",
                        "SignatureProvided",
                        "StringToSignBytes",
                        "CanonicalRequest",
                        "CanonicalRequestBytes");
        assertThat(error.elements().get("CanonicalRequest")).startsWith("GET\n/b/k\n\nhost:localhost\n");
        assertThat(error.elements().get("StringToSign"))
                .startsWith("AWS4-HMAC-SHA256\n20260304T050607Z\n20260304/us-east-1/s3/aws4_request\n");
        assertThat(error.elements().get("StringToSignBytes")).startsWith("41 57 53 34 2d");

        Sent json = Client.of("dynamodb", time)
                .withKey(KEY_ID, "wrong")
                .sign("POST", "http://localhost/", Client.utf8("{}"));
        assertThat(error(json, DYNAMODB).message())
                .startsWith("The request signature we calculated does not match the signature you provided. Check your"
                        + " AWS Secret Access Key and signing method. Consult the service documentation for details."
                        + "\n\nThe Canonical String for this request should have been\n'POST\n/\n\n");
    }

    @Test
    void namesEveryMissingPart() {
        RequestHead head =
                head("POST", "/", "", Headers.of("Host", "h", "Authorization", "AWS4-HMAC-SHA256 Credential=x"));
        AuthError error = error(new Sent(head, new Client.Bytes(Client.NO_BYTES)), DYNAMODB);
        assertThat(error.code()).isEqualTo("IncompleteSignatureException");
        assertThat(error.message())
                .startsWith("Authorization header requires 'Signature' parameter. Authorization header requires"
                        + " 'SignedHeaders' parameter. Authorization header requires existence of either a"
                        + " 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64)"
                        + " Authorization=");
        RequestHead odd =
                head("POST", "/", "", Headers.of("Host", "h", "Authorization", "AWS4-HMAC-SHA256 Credential"));
        assertThat(error(new Sent(odd, new Client.Bytes(Client.NO_BYTES)), STS).message())
                .startsWith("Invalid key=value pair (missing equal-sign) in Authorization header");
    }

    @Test
    void headersOutsideAsciiAreSignedAsTheirBytes() {
        Sent sent = Client.s3(time).sign("PUT", "http://localhost/b/k", Client.utf8("x"), "x-amz-meta-name", "Zoë 影");
        assertThat(sent.head().headers().first("x-amz-meta-name"))
                .isEqualTo(new String(Client.utf8("Zoë 影"), StandardCharsets.ISO_8859_1));

        assertThat(verify(sent, SigningProfile.S3).caller()).isEqualTo(ROOT);
    }

    /** Two faults at once: the one S3 looks at first is answered. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Authorization                  | Bearer           | FOREIGN_SCHEME
            Authorization                  | Bearer x         | FOREIGN_SCHEME
            Authorization                  | AWS key:sig      | LEGACY_SIGNATURE
            x-amz-content-sha256           |                  | MISSING_CONTENT_SHA256
            x-amz-content-sha256           | unsigned-payload | BAD_CONTENT_SHA256
            x-amz-date                     | 2026-03-04       | BAD_DATE
            x-amz-date                     | 20260304T040000Z | SKEWED
            Authorization                  | AWS4-HMAC-SHA256 Credential=a | INCOMPLETE_SIGNATURE
            """)
    void s3AsksInItsOrder(String name, String value, Kind kind) {
        Sent sent = Client.s3(time)
                .withKey(KEY_ID, "wrong")
                .sign("GET", "http://localhost/b/k", Client.NO_BYTES)
                .withHeader("x-amz-acl", "private");

        assertThat(refusal(value == null ? sent.withoutHeader(name) : sent.withHeader(name, value), SigningProfile.S3)
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a/20260304/us-east-1/s3              | the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".
            a/2026-3-4/us-east-1/s3/aws4_request | incorrect date format "2026-3-4". This date in the credential must be in the format "yyyyMMdd".
            a/20260304//s3/aws4_request          | a non-empty region must be provided in the credential.
            a/20260304/zz/s3/aws4_request        | the region 'zz' is wrong; expecting 'us-east-1'
            a/20260304/us-east-1/sqs/aws4_request | incorrect service "sqs". This endpoint belongs to "s3".
            a/20260304/us-east-1/s3/aws5_request | incorrect terminal "aws5_request". This endpoint uses "aws4_request".
            a/20260303/us-east-1/s3/aws4_request | Invalid credential date. Date is not the same as X-Amz-Date.
            """)
    void s3SaysWhatIsWrongWithACredential(String credential, String fault) {
        Sent sent = Client.s3(time)
                .sign("GET", "http://localhost/b/k", Client.NO_BYTES)
                .withHeader(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host;x-amz-date, Signature=0");

        AuthError error = error(sent, SigningProfile.S3);
        assertThat(error.code()).isEqualTo("AuthorizationHeaderMalformed");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo("The authorization header is malformed; " + fault);
    }

    @Test
    void othersSayEverythingThatIsWrongWithACredential() {
        Sent sent = Client.of("dynamodb", time)
                .sign("POST", "http://localhost/", Client.utf8("{}"))
                .withHeader(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;x-amz-date, Signature=0");

        AuthError error = error(sent, DYNAMODB);
        assertThat(error.code()).isEqualTo("InvalidSignatureException");
        assertThat(error.message())
                .isEqualTo("Credential should be scoped to a valid region, not 'c'. Credential should be scoped to"
                        + " correct service: 'dynamodb'. Credential should be scoped with a valid terminator:"
                        + " 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601"
                        + " version of date from HTTP: 'b' != '20260304', from '20260304T050607Z'.");
    }

    @Test
    void oneMechanismIsEnough() {
        Sent sent = Client.s3(time).sign("GET", "http://localhost/b/k", Client.NO_BYTES);

        AuthError error = error(sent.withQuery("X-Amz-Algorithm=AWS4-HMAC-SHA256"), SigningProfile.S3);
        assertThat(error.code()).isEqualTo("InvalidArgument");
        assertThat(error.message()).startsWith("Only one auth mechanism allowed;");
        assertThat(error.elements()).containsEntry("ArgumentName", "Authorization");
    }

    /** The presigned example of S3's documentation of Signature Version 2, which puts the bucket into the host. */
    @Test
    void acceptsPresignedRequestsOfVersionTwo() {
        SignatureVerifier verifier = documented(new FixedTime("2007-03-27T21:20:26Z"));
        String query =
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
        RequestHead head = head("GET", "/photos/puppy.jpg", query, Headers.of("Host", "johnsmith.s3.amazonaws.com"));

        Authorization authorization = Authorization.parse(head);
        assertThat(authorization.service()).isEqualTo("s3");
        assertThat(authorization.region()).isNull();
        assertThat(verifier.verify(head, authorization, SigningProfile.S3, null).caller())
                .isEqualTo(ROOT);
        RequestHead other = head("GET", "/photos/kitten.jpg", query, head.headers());
        AuthFailure failure = catchThrowableOfType(
                AuthFailure.class, () -> verifier.verify(other, Authorization.parse(other), SigningProfile.S3, null));
        assertThat(AuthErrors.of(failure, ErrorFamily.S3).elements().keySet())
                .containsExactly("AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes");
    }

    /** Signed by boto3 1.43 for the key of these tests. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /bkt/a | AWSAccessKeyId=AKIDEXAMPLE&Signature=SjaknllGT3OMW77XjJZTvSbJZII%3D&Expires=1772601067
            /bkt/a%20b%2Bc/%C3%A9 | response-content-type=a%20b%2F%C3%A9%2B&AWSAccessKeyId=AKIDEXAMPLE&Signature=2vv4uVeliEPCNBijy%2BZs6qfeb94%3D&Expires=1772601067
            /bkt | AWSAccessKeyId=AKIDEXAMPLE&Signature=OG88DNuXtq7hkAyTVBUSJlnD6i8%3D&Expires=1772601067
            /bkt | uploads=&AWSAccessKeyId=AKIDEXAMPLE&Signature=TxpEWCNRHAEAe9vuToJN32jRZcM%3D&Expires=1772601067
            /bkt/x//../y | versionId=3%2F4%3D&partNumber=2&AWSAccessKeyId=AKIDEXAMPLE&Signature=fTOQ9m%2BxG7DIlxxLFxKzgu8X2rM%3D&Expires=1772601067
            """)
    void acceptsWhatBoto3Presigns(String path, String query) {
        RequestHead head = head("GET", path, query, Headers.of("Host", "127.0.0.1:4566"));

        assertThat(refusal(new Sent(head, new Client.Bytes(Client.NO_BYTES)), SigningProfile.S3))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Expires=1772600767&Signature=x                     | AccessDenied | Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters
            AWSAccessKeyId=a&Expires=soon&Signature=x          | AccessDenied | Invalid date (should be seconds since epoch): soon
            AWSAccessKeyId=mock&Expires=1772600766&Signature=x | AccessDenied | Request has expired
            """)
    void refusesBrokenPresignedRequestsOfVersionTwo(String query, String code, String message) {
        RequestHead head = head("GET", "/b/k", query, Headers.of("Host", "localhost"));

        AuthError error = error(new Sent(head, new Client.Bytes(Client.NO_BYTES)), SigningProfile.S3);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
    }

    /** Whatever is sent, the answer is a refusal in AWS's words, never another exception. */
    @Test
    void garbageIsRefusedOrdinarily() {
        long seed = 42;
        Random random = new Random(seed);
        Client client = Client.s3(time);
        client.presigned = true;
        String query = client.sign("GET", "http://localhost/b/k", Client.NO_BYTES)
                .head()
                .query();
        Sent header = Client.of("dynamodb", time).sign("POST", "http://localhost/", Client.utf8("{}"));
        for (int i = 0; i < 5000; i++) {
            boolean s3 = random.nextBoolean();
            Sent sent = random.nextBoolean()
                    ? header.withoutHeader("Authorization").withQuery(mangled(query, random))
                    : header.withHeader(
                            "Authorization", mangled(header.head().headers().firstOr("Authorization", ""), random));
            for (int j = random.nextInt(3); j > 0; j--) {
                int at = random.nextInt(sent.head().headers().size());
                sent = sent.withHeader(
                        sent.head().headers().name(at),
                        mangled(sent.head().headers().value(at), random));
            }
            refusal(sent, s3 ? SigningProfile.S3 : DYNAMODB); // fails on anything but AuthFailure
        }
    }

    private static String mangled(String text, Random random) {
        StringBuilder mangled = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0 && !mangled.isEmpty(); i--) {
            int at = random.nextInt(mangled.length());
            switch (random.nextInt(4)) {
                case 0 -> mangled.deleteCharAt(at);
                case 1 -> mangled.setCharAt(at, (char) random.nextInt(256));
                case 2 -> mangled.insert(at, "/;=&%, ".charAt(random.nextInt(7)));
                default -> mangled.setLength(at);
            }
        }
        return mangled.toString();
    }

    @Test
    void manyThreadsShareOneVerifier() throws Exception {
        Sent good = Client.of("dynamodb", time).sign("POST", "http://localhost/", Client.utf8("{}"));
        Sent bad = good.withBody(Client.utf8("{ }"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                all.add(threads.submit(() -> {
                    for (int j = 0; j < 20; j++) {
                        assertThat(verify(good, DYNAMODB).caller()).isEqualTo(ROOT);
                        assertThat(refusal(bad, DYNAMODB).kind()).isEqualTo(Kind.SIGNATURE_MISMATCH);
                    }
                    return true;
                }));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    @Test
    void nothingPrintsASecret() {
        Sent sent = Client.s3(time)
                .withToken("ASIATEMP", "tempsecret", "the+token/==")
                .sign("GET", "http://localhost/b", Client.NO_BYTES);

        assertThat(verify(sent, SigningProfile.S3).toString()).doesNotContain("tempsecret", "the+token");
        assertThat(Authorization.parse(sent.head()).toString()).doesNotContain("the+token");
    }
}

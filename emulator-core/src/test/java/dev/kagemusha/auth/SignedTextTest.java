package dev.kagemusha.auth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class SignedTextTest {
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String CREDENTIAL = KEY_ID + "/20151229/us-east-1/s3/aws4_request";
    private static final String DATE = "20151229T000000Z";
    private static final String POLICY = Base64.getEncoder()
            .encodeToString(("{\"expiration\": \"2015-12-29T01:00:00Z\", \"conditions\": [{\"bucket\":"
                            + " \"sigv4examplebucket\"}, {\"key\": \"user/user1/photo.jpg\"}, {\"x-amz-algorithm\":"
                            + " \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\":"
                            + " \"AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request\"}, {\"x-amz-date\":"
                            + " \"20151229T000000Z\"}]}")
                    .getBytes(StandardCharsets.UTF_8));

    /** As botocore signs this policy. */
    private static final String SIGNATURE = "3364624b39010d9b06f5d9b8c9a18a6e478d261c048159c92f2fd6fa885f14e6";

    private final Map<String, Credential> known = Map.of(
            KEY_ID,
            new Credential(
                    KEY_ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new Caller.Root("111122223333"), null, null));
    private final SignatureVerifier verifier = new SignatureVerifier(
            new Identities(known::get, new AccessKeys(new byte[] {1}), false), new FixedTime("2026-03-04T05:06:07Z"));

    private Verified verify(String algorithm, String credential, String date, String signature) {
        return verifier.verify(new SignedText(algorithm, credential, date, null, signature, POLICY), SigningProfile.S3);
    }

    private AuthError refusal(String algorithm, String credential, String date, String signature) {
        AuthFailure failure =
                catchThrowableOfType(AuthFailure.class, () -> verify(algorithm, credential, date, signature));
        return AuthErrors.of(failure, ErrorFamily.S3);
    }

    @Test
    void acceptsThePolicyThatBotocoreSigns() {
        Verified verified = verify("AWS4-HMAC-SHA256", CREDENTIAL, DATE, SIGNATURE);

        assertThat(verified.caller()).isEqualTo(new Caller.Root("111122223333"));
        assertThat(verified.region()).isEqualTo("us-east-1");
    }

    @Test
    void showsTheTextThatShouldHaveBeenSigned() {
        AuthError error = refusal("AWS4-HMAC-SHA256", CREDENTIAL, DATE, SIGNATURE.replace('3', '4'));

        assertThat(error.code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(error.status()).isEqualTo(403);
        assertThat(error.elements().keySet())
                .containsExactly("AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes");
        assertThat(error.elements()).containsEntry("StringToSign", POLICY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AWS4-HMAC-SHA1   | AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request | 20151229T000000Z | X-Amz-Algorithm  | X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"
            AWS4-HMAC-SHA256 | AKIAIOSFODNN7EXAMPLE                                    | 20151229T000000Z | X-Amz-Credential | the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".
            AWS4-HMAC-SHA256 | /20151229/us-east-1/s3/aws4_request                     | 20151229T000000Z | X-Amz-Credential | a non-empty Access Key (AKID) must be provided in the credential.
            AWS4-HMAC-SHA256 | AKIAIOSFODNN7EXAMPLE/2015/us-east-1/s3/aws4_request     | 20151229T000000Z | X-Amz-Credential | incorrect date format "2015". This date in the credential must be in the format "yyyyMMdd".
            AWS4-HMAC-SHA256 | AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/kms/aws4_request | 20151229T000000Z | X-Amz-Credential | incorrect service "kms". This endpoint belongs to "s3".
            AWS4-HMAC-SHA256 | AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request | yesterday        | X-Amz-Date       | X-Amz-Date must be formated via ISO8601 Long format
            """)
    void namesTheFieldThatIsMalformed(
            String algorithm, String credential, String date, String argument, String message) {
        AuthError error = refusal(algorithm, credential, date, SIGNATURE);

        assertThat(error.code()).isEqualTo("InvalidArgument");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.elements()).containsEntry("ArgumentName", argument);
    }

    @Test
    void takesAKeyThatNobodyKnowsForAnAccountsRoot() {
        Verified verified =
                verify("AWS4-HMAC-SHA256", "222222222222/20151229/us-east-1/s3/aws4_request", DATE, SIGNATURE);

        assertThat(verified.caller()).isEqualTo(new Caller.Root("222222222222"));
    }
}

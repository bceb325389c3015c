package dev.kagemusha.auth;

import dev.kagemusha.auth.AuthFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

final class AuthErrorsTest {

    /** Where AWS's codes are documented or were seen; each column is code and status. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            MISSING_TOKEN,        AccessDenied 403,               MissingAuthenticationToken 403, MissingAuthenticationTokenException 400
            TWO_MECHANISMS,       InvalidArgument 400,            IncompleteSignature 400,        IncompleteSignatureException 400
            FOREIGN_SCHEME,       InvalidArgument 400,            MissingAuthenticationToken 403, MissingAuthenticationTokenException 400
            LEGACY_SIGNATURE,     InvalidRequest 400,             MissingAuthenticationToken 403, MissingAuthenticationTokenException 400
            UNSUPPORTED_ALGORITHM, NotImplemented 501,            IncompleteSignature 400,        IncompleteSignatureException 400
            INCOMPLETE_SIGNATURE, AuthorizationHeaderMalformed 400, IncompleteSignature 400,      IncompleteSignatureException 400
            BAD_DATE,             AccessDenied 403,               IncompleteSignature 400,        IncompleteSignatureException 400
            BAD_SCOPE,            AuthorizationHeaderMalformed 400, SignatureDoesNotMatch 403,    InvalidSignatureException 400
            SKEWED,               RequestTimeTooSkewed 403,       SignatureDoesNotMatch 403,      InvalidSignatureException 400
            NOT_YET,              RequestTimeTooSkewed 403,       SignatureDoesNotMatch 403,      InvalidSignatureException 400
            BAD_QUERY,            AuthorizationQueryParametersError 400, IncompleteSignature 400, IncompleteSignatureException 400
            PRESIGN_TOO_LONG,     AuthorizationQueryParametersError 400, IncompleteSignature 400, IncompleteSignatureException 400
            PRESIGN_EXPIRED,      AccessDenied 403,               SignatureDoesNotMatch 403,      InvalidSignatureException 400
            UNSIGNED_HEADER,      AccessDenied 403,               SignatureDoesNotMatch 403,      InvalidSignatureException 400
            UNKNOWN_KEY,          InvalidAccessKeyId 403,         InvalidClientTokenId 403,       UnrecognizedClientException 400
            INVALID_TOKEN,        InvalidToken 400,               InvalidClientTokenId 403,       UnrecognizedClientException 400
            EXPIRED_TOKEN,        ExpiredToken 400,               ExpiredToken 403,               ExpiredTokenException 400
            SIGNATURE_MISMATCH,   SignatureDoesNotMatch 403,      SignatureDoesNotMatch 403,      InvalidSignatureException 400
            PAYLOAD_HASH_MISMATCH, XAmzContentSHA256Mismatch 400, SignatureDoesNotMatch 403,      InvalidSignatureException 400
            """)
    void eachFamilyHasItsCode(Kind kind, String s3, String query, String json) {
        AuthFailure failure = AuthFailure.of(kind, "Something.");

        assertThat(named(AuthErrors.of(failure, ErrorFamily.S3))).isEqualTo(s3);
        assertThat(named(AuthErrors.of(failure, ErrorFamily.QUERY))).isEqualTo(query);
        assertThat(named(AuthErrors.of(failure, ErrorFamily.JSON))).isEqualTo(json);
        AuthError rest = AuthErrors.of(failure, ErrorFamily.REST_JSON);
        assertThat(rest.code()).isEqualTo(json.substring(0, json.indexOf(' ')));
        assertThat(rest.status()).isEqualTo(403);
    }

    private static String named(AuthError error) {
        return error.code() + " " + error.status();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasAText(Kind kind) {
        for (ErrorFamily family : ErrorFamily.values()) {
            AuthError error = AuthErrors.of(AuthFailure.of(kind, "Something."), family);
            assertThat(error.message()).isNotEmpty();
            assertThat(error.status()).isBetween(400, 501);
        }
    }

    @Test
    void aScopeInTheQueryIsAQueryError() {
        AuthFailure failure = AuthFailure.of(Kind.BAD_SCOPE, "Error parsing the X-Amz-Credential parameter; …");

        assertThat(AuthErrors.of(failure, ErrorFamily.S3).code()).isEqualTo("AuthorizationQueryParametersError");
    }
}

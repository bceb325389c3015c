package dev.kagemusha.s3.form;

import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

final class PostPolicyTest {
    private static PostPolicy json(String json) {
        return PostPolicy.parse(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static PostPolicy policy(String conditions) {
        return json("{\"expiration\": \"2030-01-01T00:00:00Z\", \"conditions\": [" + conditions + "]}");
    }

    /** @param fields {@code name=value} separated by blanks */
    private static FormFields fields(String fields) {
        FormFields all = new FormFields();
        for (String field : fields.isBlank() ? new String[0] : fields.strip().split(" ")) {
            int equals = field.indexOf('=');
            all.add(field.substring(0, equals), field.substring(equals + 1));
        }
        return all;
    }

    private static PostPolicy.Range check(String conditions, String fields) {
        return policy(conditions).check(fields(fields), "bucket", "user/a.png", 1000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"bucket": "bucket"}                                  |
            {"Bucket": "bucket"}                                  | bucket=other
            ["eq", "$key", "user/a.png"], {"acl": "private"}      | key=${filename} acl=private
            ["starts-with", "$key", "user/"]                      | KEY=x
            ["StArTs-WiTh", "$KeY", ""]                           | key=x
            ["starts-with", "$x-amz-meta-Tag", ""]                | x-amz-meta-tag=anything
            ["starts-with", "$Content-Type", "image/"]            | content-type=image/png
            ["starts-with", "$Content-Type", "image/"]            | content-type=image/png,image/gif
            ["eq", "$x-amz-date", "d"], ["starts-with", "$x-amz-date", "d"] | x-amz-date=d
            {"acl": "a\\u0041"}                                   | acl=aA
                                                                  | x-ignore-this=1 policy=p x-amz-signature=s
            """)
    void allowsWhatEveryConditionAllows(
            @org.jspecify.annotations.Nullable String conditions, @org.jspecify.annotations.Nullable String fields) {
        assertThatCode(() -> check(conditions == null ? "" : conditions, fields == null ? "" : fields))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"bucket": "other"}                        | bucket=other     | Policy Condition failed: ["eq", "$bucket", "other"]
            {"Key": "say \\"hi\\""}                    |                  | Policy Condition failed: ["eq", "$Key", "say \\"hi\\""]
            ["eq", "$acl", "private"]                  | acl=Private      | Policy Condition failed: ["eq", "$acl", "private"]
            ["eq",   "$acl","private"]                 |                  | Policy Condition failed: ["eq", "$acl", "private"]
            ["eq", "acl", "private"]                   | acl=private      | Policy Condition failed: ["eq", "acl", "private"]
            ["starts-with", "$acl", ""]                |                  | Policy Condition failed: ["starts-with", "$acl", ""]
            ["starts-with", "$acl", "Pri"]             | acl=private      | Policy Condition failed: ["starts-with", "$acl", "Pri"]
            ["starts-with", "$Content-Type", "image/"] | Content-Type=image/png,text/plain | Policy Condition failed: ["starts-with", "$Content-Type", "image/"]
            ["content-length-range", "test", "10"]     |                  | Policy Condition failed: ["content-length-range", "test", "10"]
            {"bucket": "bucket"}                       | StorageClass=x   | Extra input fields: StorageClass
            {"bucket": "bucket"}                       | key=x            | Extra input fields: key
            """)
    void refusesWhatAConditionRefuses(
            String conditions, @org.jspecify.annotations.Nullable String fields, String reason) {
        assertRefused(
                () -> check(conditions, fields == null ? "" : fields),
                "AccessDenied",
                403,
                "Invalid according to Policy: " + reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ["content-length-range", 5, 10]                                     | 5  | 10
            ["content-length-range", "5", "10"]                                 | 5  | 10
            ["content-length-range", 5, 10], ["content-length-range", 7, 4000]  | 7  | 10
            ["content-length-range", -1, 0]                                     | 0  | 0
            {"bucket": "bucket"}                                                | 0  | 1000
            """)
    void saysHowLongTheFileMayBe(String conditions, long least, long most) {
        assertThat(check(conditions, "")).isEqualTo(new PostPolicy.Range(least, most));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no json                                                     | Invalid JSON.
            ["a"]                                                       | Invalid JSON.
            {"conditions": []}                                          | Policy missing expiration.
            {"EXPIRATION": "2030-01-01T00:00:00Z", "conditions": []}    | Unexpected: 'expiration'
            {"Version": "2012-10-17"}                                   | Unexpected: 'version'
            {"expiration": true, "conditions": []}                      | Invalid JSON.
            {"expiration": "soon", "conditions": []}                    | Invalid 'expiration' value: 'soon'
            {"expiration": "2030-01-01 00:00:00 UTC", "conditions": []} | Invalid 'expiration' value: '2030-01-01 00:00:00 UTC'
            {"expiration": "2030-01-01T00:00:00+02:00", "conditions": []} | Invalid 'expiration' value: '2030-01-01T00:00:00+02:00'
            {"expiration": "2030-01-01T00:00:00.000Z"}                  | Policy missing conditions.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": true}  | Invalid 'conditions' value: must be a List.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [1]}   | Invalid condition test: must be a List or Object.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [[]]}  | Invalid Condition: missing operation identifier.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [{}]}  | Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [{"a": "b", "c": "d"}]} | Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [{"Content-Length": 6}]} | Invalid Simple-Condition: value must be a string.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [{"acl": null}]} | Invalid JSON.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [["in", "$a", "b"]]} | Invalid Condition: unknown operation 'in'.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [["eq", "$a"]]} | Invalid eq: wrong number of arguments.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [["content-length-range", 0]]} | Invalid content-length-range: wrong number of arguments.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [["content-length-range", 0, 512.0]]} | Invalid JSON.
            {"expiration": "2030-01-01T00:00:00Z", "conditions": [["eq", "$a", true]]} | Invalid JSON.
            """)
    void refusesAPolicyThatIsNone(String policy, String fault) {
        assertRefused(() -> json(policy), "InvalidPolicyDocument", 400, "Invalid Policy: " + fault);
    }

    @Test
    void refusesAPolicyThatIsNotBase64() {
        assertRefused(
                () -> PostPolicy.parse("eyJ9="),
                "InvalidPolicyDocument",
                400,
                "Invalid Policy: invalid Base64 encoding.");
    }

    @Test
    void holdsToItsEndInEmulatedTime() {
        PostPolicy policy = json("{\"expiration\": \"2026-01-01T12:00:00Z\", \"conditions\": []}");
        SystemClock before = new SystemClock(InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z")), List.of());
        SystemClock after = new SystemClock(InstantSource.fixed(Instant.parse("2026-01-01T12:00:01Z")), List.of());

        Instant signed = Instant.parse("2026-01-01T11:00:00Z");

        assertThatCode(() -> policy.checkTime(before, signed)).doesNotThrowAnyException();
        assertRefused(
                () -> policy.checkTime(after, signed),
                "AccessDenied",
                403,
                "Invalid according to Policy: Policy expired.");
    }
}

package dev.kagemusha.protocol.constraint;

import dev.kagemusha.protocol.MemberConstraint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a pattern may cost. */
@Timeout(5)
class ValueRuleTest {
    private static ValueRule rule(String pattern, @Nullable Long maxLength) {
        return ValueRule.of(
                new MemberConstraint("m", "", false, false, null, maxLength, null, null, pattern, List.of()));
    }

    private static String violations(ValueRule rule, String value) {
        Violations found = Violations.more(null);
        rule.violations(value, new ConstraintValidator.Path(null, "m"), found);
        return found.message();
    }

    @Test
    void listsBothOfAValueThatIsTooLongAndOffItsPattern() {
        assertThat(violations(rule("a+", 3L), "aaab"))
                .isEqualTo(
                        "2 validation errors detected: Value 'aaab' at 'm' failed to satisfy constraint: Member must satisfy"
                                + " regular expression pattern: a+; Value 'aaab' at 'm' failed to satisfy constraint: Member must have"
                                + " length less than or equal to 3");
    }

    @Test
    void looksAtNoPatternOfAValueThatIsFarTooLong() {
        String value = "a".repeat(20_000) + "b";
        assertThat(violations(rule("(a+)+", 10L), value))
                .startsWith("1 validation error detected")
                .endsWith("Member must have length less than or equal to 10");
    }

    /** The first is DynamoDB's for a bucket's name, the second Kinesis's for a stream's ARN, the last a textbook's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+",
                "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
                "(a*)*",
                "(a|a)+"
            })
    void aPatternTakesTimeInProportionToTheValue(String pattern) {
        ValueRule rule = rule(pattern, null);
        String value = pattern.startsWith("arn") ? "arn:aws" + ":kinesis:".repeat(5_000) : "a".repeat(5_000) + "!";
        assertThat(rule.passes(value)).isFalse();
        assertThat(violations(rule, value)).endsWith("Member must satisfy regular expression pattern: " + pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[^\\$]+", ".*", "[\\w+=,.@-]*", "[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+", "([0-9a-f]{16})+"})
    void longValuesThatFollowTheirPatternPass(String pattern) {
        assertThat(rule(pattern, null).passes("0123456789abcdef".repeat(200))).isTrue();
    }
}

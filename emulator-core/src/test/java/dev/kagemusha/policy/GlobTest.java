package dev.kagemusha.policy;

import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class GlobTest {
    @ParameterizedTest(name = "{0} ~ {1}: {2}")
    @CsvSource(quoteCharacter = '"', textBlock = """
            *,                                   anything,                                   true
            *,                                   "",                                         true
            "",                                  "",                                         true
            "",                                  a,                                          false
            ?,                                   a,                                          true
            ?,                                   "",                                         false
            a*,                                  a,                                          true
            a*,                                  b,                                          false
            *a,                                  banana,                                     true
            *an,                                 banana,                                     false
            a*b*c,                               a-b-b-c,                                    true
            a*b*c,                               a-b-b-,                                     false
            arn:aws:s3:::bucket/*,               arn:aws:s3:::bucket/deep/key:with:colons,   true
            arn:aws:s3:::bucket/*,               arn:aws:s3:::bucket,                        false
            arn:aws:s3:::bucket*,                arn:aws:s3:::bucket-of-another/key,         true
            arn:aws:s3:::Bucket,                 arn:aws:s3:::bucket,                        false
            arn:*:s3:::b?cket/*.txt,             arn:aws-cn:s3:::bucket/a/b.txt,             true
            """)
    void matchesWithCase(String pattern, String text, boolean expected) {
        assertThat(Glob.of(pattern, false).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} ~ {1}: {2}")
    @CsvSource(textBlock = """
            s3:getobject,     s3:GetObject,          true
            S3:Get*,          s3:GetObjectTagging,   true
            s3:*Object,       S3:PUTOBJECT,          true
            s3:?etObject,     s3:GETOBJECT,          true
            s3:Get*,          s3:PutObject,          false
            """)
    void matchesActionsWithoutCase(String pattern, String text, boolean expected) {
        assertThat(Glob.of(pattern, true).matches(text)).isEqualTo(expected);
    }

    @Test
    void aLiteralStarMatchesOnlyItself() {
        Glob glob = Glob.of("a" + Glob.literally("*") + "c?" + Glob.literally("?"), false);
        assertThat(glob.matches("a*cd?")).isTrue();
        assertThat(glob.matches("abcd?")).isFalse();
        assertThat(glob.matches("a*cdd")).isFalse();
        assertThat(Glob.of(Glob.literally("a*c"), false).matches("a*c")).isTrue();
    }

    @Test
    void manyStarsDoNotBlowUp() {
        String pattern = "*a".repeat(1_000) + "b";
        String text = "a".repeat(20_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(Glob.of(pattern, false).matches(text)).isFalse());
        assertThatCode(() -> Glob.of(pattern, true).matches(text)).doesNotThrowAnyException();
    }

    @Test
    void agreesWithASimpleModel() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            String pattern = text(random, "aB*?", 7);
            String text = text(random, "aBb*", 9);
            boolean fold = random.nextBoolean();
            assertThat(Glob.of(pattern, fold).matches(text))
                    .as("seed %s: %s ~ %s, folded %s", seed, pattern, text, fold)
                    .isEqualTo(model(pattern, text, fold));
        }
    }

    private static boolean model(String pattern, String text, boolean fold) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        char first = pattern.charAt(0);
        String rest = pattern.substring(1);
        if (first == '*') {
            return model(rest, text, fold) || (!text.isEmpty() && model(pattern, text.substring(1), fold));
        }
        return !text.isEmpty()
                && (first == '?'
                        || first == text.charAt(0)
                        || (fold && Character.toLowerCase(first) == Character.toLowerCase(text.charAt(0))))
                && model(rest, text.substring(1), fold);
    }

    private static String text(Random random, String alphabet, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}

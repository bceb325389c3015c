package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.RandomItems;
import dev.kagemusha.dynamodb.item.ValueType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

final class ExpressionParserTest {
    private static final String[] PIECES = {
        "a",
        "b",
        "c.d",
        "e[0]",
        "#a",
        "#gone",
        ":v",
        ":w",
        ":gone",
        "(",
        ")",
        "((",
        "))",
        "[",
        "]",
        ",",
        ".",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "AND",
        "or",
        "NOT",
        "between",
        "IN",
        "SET",
        "REMOVE",
        "ADD",
        "delete",
        "size(",
        "attribute_exists(",
        "attribute_type(",
        "begins_with(",
        "contains(",
        "if_not_exists(",
        "list_append(",
        "f(",
        "1",
        "99999999999",
        "_",
        "!",
        "ü",
        "\uD83D\uDE00",
        "\uD83D",
        "\"",
        "name",
        " ",
        "\t",
        "\n",
        "#",
        ":",
        "\0"
    };

    @Test
    void knowsAllReservedWords() {
        ReservedWords words = ReservedWords.load();
        assertThat(words.count()).isEqualTo(573);
        assertThat(words.contains("abort")).isTrue();
        assertThat(words.contains("ZONE")).isTrue();
        assertThat(words.contains("pk")).isFalse();
    }

    @Test
    void keepsTreesOfRecentTexts() {
        ExpressionParser parser = new ExpressionParser(10);
        ConditionExpression kept = parser.condition("a = b");
        assertThat(parser.condition("a = b")).isSameAs(kept);
        for (int i = 0; i < 100; i++) {
            ConditionExpression condition = parser.condition("a" + i + " = b");
            assertThat(parser.condition("a" + i + " = b")).isSameAs(condition);
        }
        assertThat(parser.condition("a = b")).isNotSameAs(kept);
    }

    @Test
    void theCacheIsBoundedAndKeepsWhatIsInUse() {
        RecentTexts<Object> cache = new RecentTexts<>(20);
        Object inUse = cache.get("used", text -> new Object());
        for (int i = 0; i < 1_000; i++) {
            cache.get("text " + i, text -> new Object());
            assertThat(cache.get("used", text -> new Object())).isSameAs(inUse);
            assertThat(cache.size()).isLessThanOrEqualTo(20);
        }
    }

    /** Random sequences of tokens, most of them nonsense, some valid. */
    @RepeatedTest(4)
    void answersAnyTextWithAResultOrAValidationException(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        RandomItems items = new RandomItems(seed);
        ExpressionParser parser = new ExpressionParser(10);
        int valid = 0;
        for (int i = 0; i < 10_000; i++) {
            String text = text(random);
            valid += use(parser, text, items.item()) ? 1 : 0;
        }
        assertThat(valid).as("valid texts among them").isPositive();
    }

    /** Valid expressions with one character changed. */
    @RepeatedTest(4)
    void answersSlightlyBrokenTextsToo(RepetitionInfo repetition) {
        String[] texts = {
            "(a = :v OR NOT size(b) >= :w) AND attribute_exists(c.d) AND #a BETWEEN :v AND e[0]",
            "SET a = if_not_exists(b, :v) + :w, c.d = list_append(e, :v) REMOVE f, g[1] ADD h :v DELETE i :w",
            "a, b.c[0], #a.d",
            "a = :v AND begins_with(b, :w)"
        };
        Random random = new Random(repetition.getCurrentRepetition());
        RandomItems items = new RandomItems(repetition.getCurrentRepetition());
        ExpressionParser parser = new ExpressionParser(10);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(texts[random.nextInt(texts.length)]);
            int position = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(position);
                case 1 -> text.setCharAt(position, (char) (' ' + random.nextInt(95)));
                default -> text.insert(position, PIECES[random.nextInt(PIECES.length)]);
            }
            use(parser, text.toString(), items.item());
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) == 0) {
            text.append("SET a = ");
        }
        for (int piece = random.nextInt(12); piece >= 0; piece--) {
            text.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private static boolean use(ExpressionParser parser, String text, Item item) {
        boolean valid =
                attempt(text, () -> parser.condition(text).resolve(attributes()).matches(item));
        valid |= attempt(text, () -> parser.filter(text).resolve(attributes()).matches(null));
        valid |= attempt(
                text, () -> parser.projection(text).resolve(attributes()).of(item));
        valid |= attempt(text, () -> {
            Update update = parser.update(text).resolve(attributes());
            update.updated(update.apply(item, Item.empty()));
        });
        valid |= attempt(text, () -> {
            KeyCondition condition = parser.keyCondition(text).resolve(attributes());
            condition.check();
            condition.bind(Given.keys("a", ValueType.S, "b", ValueType.N));
        });
        return valid;
    }

    private static boolean attempt(String text, Runnable use) {
        try {
            use.run();
            return true;
        } catch (DynamoDbException refused) {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
            return false;
        } catch (RuntimeException | StackOverflowError unexpected) {
            return fail("for: " + text, unexpected);
        }
    }

    private static ExpressionAttributes attributes() {
        return Given.placeholders("#a:a :v:'v' :w:<1 2>");
    }
}

package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Tag;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What tags may be. All or none of a request's tags are taken. */
public final class TagRules {
    /** How many a table may have. */
    static final int MAX = 50;

    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final String SIGNS = "+-=._:/@";

    private TagRules() {}

    /**
     * The tags of a request by key.
     *
     * @throws DynamoDbException ValidationException
     */
    public static Map<String, String> check(List<Tag> tags) {
        Map<String, String> checked = new LinkedHashMap<>();
        for (Tag tag : tags) {
            checkKey(tag.key());
            if (tag.value() == null || tag.value().length() > MAX_VALUE || !isPlain(tag.value())) {
                throw DynamoDbErrors.validation("The Tag Value provided is invalid, Value: " + tag.value());
            }
            if (checked.put(tag.key(), tag.value()) != null) {
                throw DynamoDbErrors.validation(
                        "Duplicate Tag Keys provided as input: Duplicate Tag Key found " + tag.key());
            }
        }
        checkCount(checked.keySet());
        return checked;
    }

    static void checkCount(Collection<String> keys) {
        if (keys.size() > MAX) {
            throw DynamoDbErrors.validation("Number of Tags exceed the current limit for the provided ResourceArn");
        }
    }

    static void checkKey(@Nullable String key) {
        if (key == null || key.isEmpty() || key.length() > MAX_KEY || !isPlain(key)) {
            throw DynamoDbErrors.validation("The Tag Key provided is invalid, Key: " + key);
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw DynamoDbErrors.validation("Tag Key cannot be prefixed with aws:, Key: " + key);
        }
    }

    /** Letters and digits of any script, blanks, and a few signs. */
    private static boolean isPlain(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c)
                        || Character.isSpaceChar(c)
                        || (c < 0x80 && SIGNS.indexOf(c) >= 0)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || Character.getType(c) == Character.COMBINING_SPACING_MARK);
    }
}

package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Numbers of the log as clients see them: 21 decimal digits, in the same order as text and as numbers. */
final class SequenceNumbers {
    private static final String ZERO = "100000000000000000000";
    private static final int MOST_DIGITS = 19;

    private SequenceNumbers() {}

    static String of(long number) {
        String digits = Long.toString(number);
        return ZERO.substring(0, ZERO.length() - digits.length()) + digits;
    }

    /**
     * The number of the log.
     *
     * @throws DynamoDbException ValidationException for what is no sequence number
     */
    static long parse(String text) {
        int first = ZERO.length() - MOST_DIGITS;
        if (text.length() != ZERO.length() || !text.startsWith(ZERO.substring(0, first))) {
            throw invalid();
        }
        try {
            return Long.parseLong(text, first, text.length(), 10);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private static DynamoDbException invalid() {
        return DynamoDbErrors.validation("Invalid SequenceNumber");
    }
}

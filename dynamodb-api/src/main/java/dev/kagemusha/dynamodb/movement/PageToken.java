package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HexFormat;

/** Where a list goes on: the last key, in hexadecimal digits, as long as AWS wants a token to be. */
final class PageToken {
    private static final int LEAST = 112;
    private static final int STEP = 16;

    private PageToken() {}

    static String of(byte[] key) {
        StringBuilder token = new StringBuilder(HexFormat.of().toHexDigits((short) key.length));
        token.append(HexFormat.of().formatHex(key));
        while (token.length() < LEAST || token.length() % STEP != 0) {
            token.append('0');
        }
        return token.toString();
    }

    /** The first key behind the token's, or null without one. */
    static byte @Nullable [] after(@Nullable String token) {
        if (token == null) {
            return null;
        }
        try {
            byte[] bytes = HexFormat.of().parseHex(token);
            int length = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
            // One zero byte more than the key makes the first one after it.
            byte[] after = Arrays.copyOf(Arrays.copyOfRange(bytes, 2, 2 + length), length + 1);
            if (2 + length > bytes.length) {
                throw DynamoDbErrors.validation("Invalid NextToken");
            }
            return after;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw DynamoDbErrors.validation("Invalid NextToken");
        }
    }
}

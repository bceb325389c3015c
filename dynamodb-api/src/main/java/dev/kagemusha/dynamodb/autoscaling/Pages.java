package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * A page of a list.
 *
 * @param token what the next page begins with, or null
 */
record Pages<V>(List<V> rows, @Nullable String token) {
    /** "This value can be between 1 and 50. The default value is 50." */
    static final int MOST = 50;

    /**
     * The rows that match, from the token on.
     *
     * @throws software.amazon.awssdk.services.applicationautoscaling.model.InvalidNextTokenException for a token that none is
     */
    static <K, V> Pages<V> of(
            ReadView view,
            Table<K, V> table,
            int scope,
            @Nullable Integer asked,
            @Nullable String token,
            Predicate<V> matches) {
        int most = Math.min(MOST, asked == null ? MOST : asked);
        List<V> found = new ArrayList<>();
        byte[] last = null;
        try (Cursor<K, V> rows = view.range(table, scope, KeyRange.between(start(token), null))) {
            while (rows.next()) {
                V row = rows.value();
                if (!matches.test(row)) {
                    continue;
                }
                if (found.size() == most && last != null) {
                    return new Pages<>(found, Base64.getUrlEncoder().encodeToString(last));
                }
                found.add(row);
                KeyWriter key = new KeyWriter();
                table.keys().write(rows.key(), key);
                last = key.toBytes();
            }
        }
        return new Pages<>(found, null);
    }

    private static byte @Nullable [] start(@Nullable String token) {
        if (token == null) {
            return null;
        }
        try {
            byte[] last = Base64.getUrlDecoder().decode(token);
            return Arrays.copyOf(last, last.length + 1);
        } catch (IllegalArgumentException e) {
            throw AutoScalingErrors.invalidToken();
        }
    }
}

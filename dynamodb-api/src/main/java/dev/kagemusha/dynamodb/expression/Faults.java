package dev.kagemusha.dynamodb.expression;

import java.util.EnumMap;
import java.util.Map;

/**
 * What is wrong with a text of good syntax. AWS answers one fault: not the first in the text but the first by kind, and
 * among those of a kind the first in the text. The parser records, and asks at the end.
 */
final class Faults {
    /** The kinds of faults, in the order in which AWS complains; in an update, reserved words come before all others. */
    enum InText {
        PARENTHESES,
        FUNCTION,
        FUNCTION_USE,
        RESERVED_WORD,
        SECTION,
        PATH_DEPTH
    }

    private final ExpressionKind kind;
    private final Map<InText, String> reasons = new EnumMap<>(InText.class);

    Faults(ExpressionKind kind) {
        this.kind = kind;
    }

    void add(InText fault, String reason) {
        reasons.putIfAbsent(fault, reason);
    }

    void throwFirst() {
        if (reasons.isEmpty()) {
            return;
        }
        String word = reasons.get(InText.RESERVED_WORD);
        throw kind.invalid(
                kind == ExpressionKind.UPDATE && word != null
                        ? word
                        : reasons.values().iterator().next());
    }
}

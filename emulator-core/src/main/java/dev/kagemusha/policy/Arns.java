package dev.kagemusha.policy;

import java.util.ArrayList;
import java.util.List;

/** The six colon-separated fields of an ARN: {@code arn:partition:service:region:account:resource}. */
final class Arns {
    static final int FIELDS = 6;

    private Arns() {}

    /**
     * The fields of a value in a policy, at most six; the last keeps its own colons. A colon inside a policy variable
     * separates nothing.
     */
    static List<String> split(String value) {
        List<String> fields = new ArrayList<>(FIELDS);
        int start = 0;
        int i = 0;
        while (i < value.length() && fields.size() < FIELDS - 1) {
            int end = TextPattern.endOfVariable(value, i);
            if (end > i) {
                i = end;
                continue;
            }
            if (value.charAt(i) == ':') {
                fields.add(value.substring(start, i));
                start = i + 1;
            }
            i++;
        }
        fields.add(value.substring(start));
        return fields;
    }

    /** A value completed by {@code *} for each field that it lacks, as IAM completes {@code arn:aws:sqs}. */
    static String complete(String value) {
        int missing = FIELDS - split(value).size();
        return value + ":*".repeat(missing);
    }

    /**
     * Compares field by field, so that a star never reaches over a colon but in the last field. A pattern of fewer
     * fields says nothing of the others; a text of fewer fields is no ARN and matches nothing.
     */
    static boolean matches(String pattern, String arn) {
        int p = 0;
        int t = 0;
        for (int field = 1; field < FIELDS; field++) {
            int textEnd = arn.indexOf(':', t);
            if (textEnd < 0) {
                return false;
            }
            if (p <= pattern.length()) {
                int colon = pattern.indexOf(':', p);
                int patternEnd = colon < 0 ? pattern.length() : colon;
                if (!Glob.matches(pattern, p, patternEnd, arn, t, textEnd, false)) {
                    return false;
                }
                p = patternEnd + 1;
            }
            t = textEnd + 1;
        }
        return p > pattern.length() || Glob.matches(pattern, p, pattern.length(), arn, t, arn.length(), false);
    }
}

package dev.kagemusha.policy;

/**
 * A text with wildcards: {@code *} stands for any run of characters, {@code ?} for any one.
 *
 * <p>The matcher goes back to the last star only, since an earlier one can never help; its cost is at most the length of
 * the text times that of the pattern. In an <em>encoded</em> pattern a star or question mark that stands for itself is
 * one of two noncharacters, which no document can hold ({@link PolicyParser} refuses them).
 */
final class Glob {
    static final char PLAIN_STAR = '\uFFFE';
    static final char PLAIN_MARK = '\uFFFF';

    private enum Form {
        ANYTHING,
        EXACT,
        PREFIX,
        GENERAL
    }

    private final String pattern;
    private final Form form;
    private final String literal;
    private final boolean ignoreCase;

    private Glob(String pattern, Form form, String literal, boolean ignoreCase) {
        this.pattern = pattern;
        this.form = form;
        this.literal = literal;
        this.ignoreCase = ignoreCase;
    }

    static Glob of(String encoded, boolean ignoreCase) {
        int wild = firstWildcard(encoded);
        if (wild < 0) {
            return new Glob(encoded, Form.EXACT, decode(encoded), ignoreCase);
        }
        if (wild == encoded.length() - 1 && encoded.charAt(wild) == '*') {
            Form form = wild == 0 ? Form.ANYTHING : Form.PREFIX;
            return new Glob(encoded, form, decode(encoded.substring(0, wild)), ignoreCase);
        }
        return new Glob(encoded, Form.GENERAL, "", ignoreCase);
    }

    /** Makes every star and question mark of a text stand for itself. */
    static String literally(String text) {
        return text.replace('*', PLAIN_STAR).replace('?', PLAIN_MARK);
    }

    String pattern() {
        return pattern;
    }

    boolean matches(String text) {
        return switch (form) {
            case ANYTHING -> true;
            case EXACT -> ignoreCase ? literal.equalsIgnoreCase(text) : literal.equals(text);
            case PREFIX -> text.regionMatches(ignoreCase, 0, literal, 0, literal.length());
            case GENERAL -> matches(pattern, 0, pattern.length(), text, 0, text.length(), ignoreCase);
        };
    }

    /** Whether a part of an encoded pattern matches a part of a text. */
    static boolean matches(
            String pattern, int patternStart, int patternEnd, String text, int textStart, int textEnd, boolean fold) {
        int p = patternStart;
        int t = textStart;
        int afterStar = -1;
        int retry = textStart;
        while (t < textEnd) {
            if (p < patternEnd && pattern.charAt(p) == '*') {
                afterStar = ++p;
                retry = t;
            } else if (p < patternEnd && same(pattern.charAt(p), text.charAt(t), fold)) {
                p++;
                t++;
            } else if (afterStar >= 0) {
                p = afterStar;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < patternEnd && pattern.charAt(p) == '*') {
            p++;
        }
        return p == patternEnd;
    }

    private static boolean same(char wanted, char found, boolean fold) {
        return switch (wanted) {
            case '?' -> true;
            case PLAIN_STAR -> found == '*';
            case PLAIN_MARK -> found == '?';
            default -> wanted == found || (fold && folded(wanted) == folded(found));
        };
    }

    private static char folded(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    private static int firstWildcard(String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '*' || c == '?') {
                return i;
            }
        }
        return -1;
    }

    private static String decode(String encoded) {
        return encoded.replace(PLAIN_STAR, '*').replace(PLAIN_MARK, '?');
    }

    @Override
    public String toString() {
        return decode(pattern);
    }
}

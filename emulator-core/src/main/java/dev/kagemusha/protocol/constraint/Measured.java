package dev.kagemusha.protocol.constraint;

/**
 * A text whose characters may be looked at only so often. What a pattern of nested or neighbouring repetitions does with it takes
 * at most time in proportion to its length; a pattern without them looks at each character a few times.
 */
final class Measured implements CharSequence {
    private static final int LOOKS_PER_CHARACTER = 256;

    private final String text;
    private long left;

    /** The looks are spent. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("a pattern takes too long", null, false, false);
        }
    }

    Measured(String text) {
        this.text = text;
        this.left = (long) LOOKS_PER_CHARACTER * text.length();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new Spent();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}

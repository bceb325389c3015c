package dev.kagemusha.dynamodb.partiql;

/** Where a token stands in a statement, counted from 1, and how many characters it has. */
record Place(int line, int column, int length) {

    /** As AWS's messages end with it: {@code 1:10:3}. */
    @Override
    public String toString() {
        return line + ":" + column + ":" + length;
    }
}

package dev.kagemusha.dynamodb.partiql;

/** What {@code RETURNING} asks for of an item that was changed. */
public enum Returned {
    ALL_OLD,
    ALL_NEW,
    MODIFIED_OLD,
    MODIFIED_NEW;

    /** As it is written, without the keyword. */
    String text() {
        return name().replace('_', ' ') + " *";
    }
}

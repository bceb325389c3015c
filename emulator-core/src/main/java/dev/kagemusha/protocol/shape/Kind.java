package dev.kagemusha.protocol.shape;

import software.amazon.awssdk.core.protocol.MarshallingType;

/** What a value is, as a switch can use it. */
public enum Kind {
    STRING,
    BOOLEAN,
    BYTE,
    SHORT,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    DECIMAL,
    TIMESTAMP,
    BYTES,
    STRUCT,
    LIST,
    MAP,
    DOCUMENT;

    /** Whether a value has a text form of its own ({@link Scalars}). */
    public boolean scalar() {
        return ordinal() <= BYTES.ordinal();
    }

    static Kind of(MarshallingType<?> type) {
        if (type == MarshallingType.STRING) {
            return STRING;
        } else if (type == MarshallingType.SDK_POJO) {
            return STRUCT;
        } else if (type == MarshallingType.LIST) {
            return LIST;
        } else if (type == MarshallingType.MAP) {
            return MAP;
        } else if (type == MarshallingType.INTEGER) {
            return INTEGER;
        } else if (type == MarshallingType.LONG) {
            return LONG;
        } else if (type == MarshallingType.BOOLEAN) {
            return BOOLEAN;
        } else if (type == MarshallingType.INSTANT) {
            return TIMESTAMP;
        } else if (type == MarshallingType.SDK_BYTES) {
            return BYTES;
        } else if (type == MarshallingType.DOUBLE) {
            return DOUBLE;
        } else if (type == MarshallingType.FLOAT) {
            return FLOAT;
        } else if (type == MarshallingType.SHORT) {
            return SHORT;
        } else if (type == MarshallingType.BYTE) {
            return BYTE;
        } else if (type == MarshallingType.BIG_DECIMAL) {
            return DECIMAL;
        } else if (type == MarshallingType.DOCUMENT) {
            return DOCUMENT;
        }
        throw new IllegalArgumentException(type.toString());
    }
}

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

    static Kind of(MarshallingType<?> type) {
        return switch (type.getKnownType()) {
            case STRING -> STRING;
            case BOOLEAN -> BOOLEAN;
            case BYTE -> BYTE;
            case SHORT -> SHORT;
            case INTEGER -> INTEGER;
            case LONG -> LONG;
            case FLOAT -> FLOAT;
            case DOUBLE -> DOUBLE;
            case BIG_DECIMAL -> DECIMAL;
            case INSTANT -> TIMESTAMP;
            case SDK_BYTES -> BYTES;
            case SDK_POJO -> STRUCT;
            case LIST -> LIST;
            case MAP -> MAP;
            case DOCUMENT -> DOCUMENT;
            case NULL -> throw new IllegalArgumentException(type.toString());
        };
    }
}

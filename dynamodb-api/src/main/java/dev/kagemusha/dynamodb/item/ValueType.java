package dev.kagemusha.dynamodb.item;

/** The ten attribute types, under the names the wire and {@code attribute_type} use. */
public enum ValueType {
    S("S", "STRING"),
    N("N", "NUMBER"),
    B("B", "BINARY"),
    BOOL("BOOL", "BOOLEAN"),
    NULL("NULL", "NULL"),
    SS("SS", "STRING_SET"),
    NS("NS", "NUMBER_SET"),
    BS("BS", "BINARY_SET"),
    L("L", "LIST"),
    M("M", "MAP");

    private final String code;
    private final String word;

    ValueType(String code, String word) {
        this.code = code;
        this.word = word;
    }

    /** The wire's name: {@code S}, {@code BOOL}, … */
    public String code() {
        return code;
    }

    /** The name that messages about {@code ADD} and {@code DELETE} use: {@code STRING}, {@code MAP}, … */
    public String word() {
        return word;
    }

    /** Whether values of this type can be table or index keys, and have an order. */
    public boolean isKey() {
        return this == S || this == N || this == B;
    }

    /** Whether this is one of the three set types. */
    public boolean isSet() {
        return this == SS || this == NS || this == BS;
    }
}

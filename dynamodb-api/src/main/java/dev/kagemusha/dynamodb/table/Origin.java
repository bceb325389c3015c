package dev.kagemusha.dynamodb.table;

/** Who writes an item. */
public enum Origin {
    /** A client's request. */
    CLIENT(0),
    /** The item had expired. */
    TIME_TO_LIVE(1),
    /** A replica of the table in another region. */
    REPLICA(2),
    /** A backup, or files that are imported. */
    RESTORE(3);

    private final int code;

    Origin(int code) {
        this.code = code;
    }

    /** Its number in what is stored. */
    public int code() {
        return code;
    }

    /** The one of this number. */
    public static Origin of(int code) {
        for (Origin origin : values()) {
            if (origin.code == code) {
                return origin;
            }
        }
        throw new IllegalStateException("no origin " + code);
    }
}

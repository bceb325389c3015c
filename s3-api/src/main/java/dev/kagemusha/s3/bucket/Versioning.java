package dev.kagemusha.s3.bucket;

/** Whether a bucket keeps versions. */
public enum Versioning {
    /** It never did: all its objects are null versions. */
    OFF(0),
    /** Each write is a version with an id of its own. */
    ENABLED(1),
    /** It did: writes replace the null version, the others stay. */
    SUSPENDED(2);

    private final int code;

    Versioning(int code) {
        this.code = code;
    }

    /** Its number in rows, which is frozen. */
    int code() {
        return code;
    }

    static Versioning of(int code) {
        for (Versioning state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalStateException("versioning " + code);
    }
}

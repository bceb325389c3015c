package dev.kagemusha.s3.bucket;

/** Whether a bucket keeps versions. The order is frozen, it is in rows. */
public enum Versioning {
    /** It never did: all its objects are null versions. */
    OFF,
    /** Each write is a version with an id of its own. */
    ENABLED,
    /** It did: writes replace the null version, the others stay. */
    SUSPENDED
}

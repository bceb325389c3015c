package dev.kagemusha.s3.replication;

import java.util.List;

/** What of a version is to be replicated. Stored by number; the numbers are frozen. */
enum Change {
    /** The version itself, with all that is said of it by then. */
    OBJECT(0, "PutObject", "OBJECT_PUT", "DstPutObjectNotPermitted"),
    /** A delete marker. */
    MARKER(1, "DeleteObject", "OBJECT_DELETE", "DstDelObjNotPermitted"),
    TAGS(2, "PutObjectTagging", "OBJECT_TAGGING", "DstPutTaggingNotPermitted"),
    ACL(3, "PutObjectAcl", "OBJECT_ACL", "DstPutAclNotPermitted"),
    /** Retention period and legal hold. */
    HOLD(4, "PutObjectRetention", "OBJECT_RETENTION", "DstPutRetentionNotPermitted"),
    /** Nothing: it is looked whether the version is still not replicated after the time that a rule promises. */
    THRESHOLD(5, "", "OBJECT_PUT", "");

    private static final List<Change> ALL = List.of(values());

    private final int code;
    private final String operation;
    private final String told;
    private final String refused;

    /**
     * @param code in rows
     * @param operation that puts it into the destination, for the audit record
     * @param told {@code s3Operation} in events; AWS documents the first alone
     * @param refused the reason of failure where the destination does not permit it
     */
    Change(int code, String operation, String told, String refused) {
        this.code = code;
        this.operation = operation;
        this.told = told;
        this.refused = refused;
    }

    static Change of(int code) {
        return ALL.get(code);
    }

    int code() {
        return code;
    }

    String operation() {
        return operation;
    }

    String told() {
        return told;
    }

    String refused() {
        return refused;
    }
}

package dev.kagemusha.s3.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The kinds of things that happen to objects. Stored by number; the numbers are frozen.
 *
 * <p>Names are those of event notifications without {@code s3:}; detail types and reasons those of EventBridge, which makes fewer kinds
 * of them and has none for some.
 */
public enum Happening {
    CREATED_PUT(1, "ObjectCreated:Put", "2.1", "Object Created", "PutObject"),
    CREATED_POST(2, "ObjectCreated:Post", "2.1", "Object Created", "POST Object"),
    CREATED_COPY(3, "ObjectCreated:Copy", "2.1", "Object Created", "CopyObject"),
    CREATED_MULTIPART(4, "ObjectCreated:CompleteMultipartUpload", "2.1", "Object Created", "CompleteMultipartUpload"),
    REMOVED(5, "ObjectRemoved:Delete", "2.1", "Object Deleted", "DeleteObject"),
    REMOVED_BY_MARKER(6, "ObjectRemoved:DeleteMarkerCreated", "2.1", "Object Deleted", "DeleteObject"),
    RESTORE_BEGUN(7, "ObjectRestore:Post", "2.1", "Object Restore Initiated", null),
    RESTORE_COMPLETED(8, "ObjectRestore:Completed", "2.1", "Object Restore Completed", null),
    RESTORE_EXPIRED(9, "ObjectRestore:Delete", "2.3", "Object Restore Expired", null),
    TAGGED(10, "ObjectTagging:Put", "2.3", "Object Tags Added", null),
    UNTAGGED(11, "ObjectTagging:Delete", "2.3", "Object Tags Deleted", null),
    ACL_PUT(12, "ObjectAcl:Put", "2.3", "Object ACL Updated", null),
    EXPIRED(13, "LifecycleExpiration:Delete", "2.3", "Object Deleted", "Lifecycle Expiration"),
    EXPIRED_BY_MARKER(14, "LifecycleExpiration:DeleteMarkerCreated", "2.3", "Object Deleted", "Lifecycle Expiration"),
    MOVED(15, "LifecycleTransition", "2.3", "Object Storage Class Changed", null),
    REPLICATION_FAILED(16, "Replication:OperationFailedReplication", "2.2", null, null),
    REPLICATION_MISSED(17, "Replication:OperationMissedThreshold", "2.2", null, null),
    REPLICATION_LATE(18, "Replication:OperationReplicatedAfterThreshold", "2.2", null, null),
    REPLICATION_UNTRACKED(19, "Replication:OperationNotTracked", "2.2", null, null),
    /** A retention period or a legal hold was put on a version: no notification tells of it. */
    HELD(20, "", "", null, null);

    private static final List<Happening> ALL = List.of(values());

    private final int number;
    private final String eventName;
    private final String version;
    private final @Nullable String detailType;
    private final @Nullable String reason;

    Happening(int number, String eventName, String version, @Nullable String detailType, @Nullable String reason) {
        this.number = number;
        this.eventName = eventName;
        this.version = version;
        this.detailType = detailType;
        this.reason = reason;
    }

    static Happening of(int number) {
        return ALL.get(number - 1);
    }

    int number() {
        return number;
    }

    /** For example {@code ObjectCreated:Put}. */
    public String eventName() {
        return eventName;
    }

    /** The version of the event record's form: it tells which further elements it may have. */
    public String version() {
        return version;
    }

    /** EventBridge's {@code detail-type}, or null where it is not told. */
    public @Nullable String detailType() {
        return detailType;
    }

    /** EventBridge's {@code reason}, or null. */
    public @Nullable String reason() {
        return reason;
    }

    /** Whether there is an object, or a version of one, that was not there before. */
    public boolean created() {
        return number <= CREATED_MULTIPART.number;
    }

    /** Whether a delete marker was put. */
    public boolean marker() {
        return this == REMOVED_BY_MARKER || this == EXPIRED_BY_MARKER;
    }

    /** Whether an object or a version went for good. */
    public boolean gone() {
        return this == REMOVED || this == EXPIRED;
    }

    /** Whether lifecycle did it, on nobody's request. */
    public boolean byLifecycle() {
        return this == EXPIRED || this == EXPIRED_BY_MARKER || this == MOVED;
    }
}

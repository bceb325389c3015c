package dev.kagemusha.s3.object;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What replication has to do with a version. Stored by number; the numbers are frozen.
 *
 * <p>A replica is never replicated on; what is changed of it may be, back to where it came from, and then its state tells of that.
 */
public enum ReplicationState {
    /** No rule covered it when it was made. */
    NONE(0, null),
    PENDING(1, "PENDING"),
    COMPLETED(2, "COMPLETED"),
    FAILED(3, "FAILED"),
    REPLICA(4, "REPLICA"),
    REPLICA_PENDING(5, "PENDING"),
    REPLICA_FAILED(6, "FAILED");

    private static final List<ReplicationState> ALL = List.of(values());

    private final int code;
    private final @Nullable String status;

    ReplicationState(int code, @Nullable String status) {
        this.code = code;
        this.status = status;
    }

    static ReplicationState of(int code) {
        return ALL.get(code);
    }

    int code() {
        return code;
    }

    /** What {@code x-amz-replication-status} says, or null. */
    public @Nullable String status() {
        return status;
    }

    public boolean replica() {
        return this == REPLICA || this == REPLICA_PENDING || this == REPLICA_FAILED;
    }

    /** Whether lifecycles leave it alone until it is replicated (user guide, "Getting replication status information"). */
    public boolean awaited() {
        return this == PENDING || this == FAILED;
    }

    /** The same version while something of it is being replicated. */
    public ReplicationState begun() {
        return replica() ? REPLICA_PENDING : PENDING;
    }

    /** The same version after that. */
    public ReplicationState ended(boolean well) {
        if (replica()) {
            return well ? REPLICA : REPLICA_FAILED;
        }
        return well ? COMPLETED : FAILED;
    }
}

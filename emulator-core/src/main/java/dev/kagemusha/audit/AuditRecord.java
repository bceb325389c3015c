package dev.kagemusha.audit;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The record of one call: opened when the head is there, filled by the gateway's steps, closed with the answer. It is
 * written by the thread that carries the call and read by others only after it was closed.
 */
public final class AuditRecord {
    private final String requestId;
    private final @Nullable String parentRequestId;
    private final RequestHead head;
    private final Instant time;
    private final long startedTicks;
    private String service = "";
    private String operation = "";
    private String region = "";
    private @Nullable Caller caller;
    private @Nullable String resource; // most calls have one
    private @Nullable Set<String> moreResources;
    private @Nullable Object decision;
    private int status;
    private @Nullable String errorCode;
    private long micros;
    private long sent = -1;
    private @Nullable Map<String, Object> notes;

    /**
     * Opens a record.
     *
     * @param parentRequestId the call on whose behalf a service makes this one, or null
     * @param time emulated
     * @param startedTicks nanoseconds of the clock's ticks
     */
    public AuditRecord(
            String requestId, @Nullable String parentRequestId, RequestHead head, Instant time, long startedTicks) {
        this.requestId = requestId;
        this.parentRequestId = parentRequestId;
        this.head = head;
        this.time = time;
        this.startedTicks = startedTicks;
    }

    public void resolved(String toService, String toOperation) {
        this.service = toService;
        this.operation = toOperation;
    }

    public void identified(Caller by, String inRegion) {
        this.caller = by;
        this.region = inRegion;
    }

    /** A resource that the call needed a permission on. */
    public void about(String resource) {
        if (resource.equals("*") || resource.equals(this.resource)) {
            return;
        }
        if (this.resource == null) {
            this.resource = resource;
            return;
        }
        if (moreResources == null) {
            moreResources = new LinkedHashSet<>();
        }
        moreResources.add(resource);
    }

    /** What the policy engine said; becomes text when it is read. */
    public void decided(Object explained) {
        this.decision = explained;
    }

    /** A fact that a service adds, for example its consumed capacity. */
    public void note(String name, Object value) {
        if (notes == null) {
            notes = new LinkedHashMap<>();
        }
        notes.put(name, value);
    }

    /** Bytes of the answer's body: told before the record is closed. */
    public void answers(long bytes) {
        this.sent = bytes;
    }

    void close(int withStatus, @Nullable String withErrorCode, long nowTicks) {
        this.status = withStatus;
        this.errorCode = withErrorCode;
        this.micros = (nowTicks - startedTicks) / 1_000;
    }

    public String requestId() {
        return requestId;
    }

    public @Nullable String parentRequestId() {
        return parentRequestId;
    }

    public RequestHead head() {
        return head;
    }

    public Instant time() {
        return time;
    }

    public String service() {
        return service;
    }

    public String operation() {
        return operation;
    }

    public String region() {
        return region;
    }

    public @Nullable Caller caller() {
        return caller;
    }

    /** ARNs of what the call needed permissions on, each once, in the order in which they were asked for. */
    public List<String> resources() {
        if (resource == null) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        all.add(resource);
        if (moreResources != null) {
            all.addAll(moreResources);
        }
        return all;
    }

    public @Nullable String decision() {
        return decision == null ? null : decision.toString();
    }

    public int status() {
        return status;
    }

    public @Nullable String errorCode() {
        return errorCode;
    }

    /** How long it took until the answer was ready, in microseconds; a streamed body is sent after that. */
    public long micros() {
        return micros;
    }

    /** Bytes of the answer's body; −1 when it is of no known length, or was given to another service. */
    public long sent() {
        return sent;
    }

    public Map<String, Object> notes() {
        return notes == null ? Map.of() : notes;
    }
}

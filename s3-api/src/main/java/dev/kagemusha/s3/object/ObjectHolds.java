package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.s3.lock.Mode;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;

import java.time.Instant;
import java.util.function.UnaryOperator;

/** The retention period and the legal hold of a version that is there. */
public final class ObjectHolds implements Chapter {
    private final S3Call call;

    public ObjectHolds(S3Call call) {
        this.call = call;
    }

    @Override
    public PutObjectRetentionResponse putObjectRetention(PutObjectRetentionRequest request) {
        Home home = locked(request.bucket(), request.expectedBucketOwner());
        ObjectLockRetention asked = request.retention();
        if (asked == null || (asked.modeAsString() == null) != (asked.retainUntilDate() == null)) {
            throw S3Errors.malformedXml();
        }
        Mode mode = asked.modeAsString() == null ? null : Mode.of(asked.modeAsString());
        if (asked.modeAsString() != null && mode == null) {
            throw S3Errors.malformedXml();
        }
        Instant until = asked.retainUntilDate();
        long now = call.now();
        if (until != null && until.toEpochMilli() <= now) {
            throw Hold.past("RetainUntilDate", until);
        }
        boolean bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
        if (bypass) {
            call.call()
                    .require(Permission.of(
                            "s3:BypassGovernanceRetention", call.objectArn(request.bucket(), request.key())));
        }
        long end = until == null ? 0 : until.toEpochMilli();
        change(home, request.key(), request.versionId(), hold -> {
            if (!hold.permitsRetention(mode, end, now, bypass)) {
                throw S3Errors.objectLocked();
            }
            return hold.withRetention(mode, end);
        });
        return PutObjectRetentionResponse.builder().build();
    }

    @Override
    public GetObjectRetentionResponse getObjectRetention(GetObjectRetentionRequest request) {
        locked(request.bucket(), request.expectedBucketOwner());
        Hold hold = hold(request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner());
        if (hold.mode() == null) {
            throw S3Errors.noObjectLock();
        }
        return GetObjectRetentionResponse.builder()
                .retention(r -> r.mode(hold.modeName()).retainUntilDate(hold.untilInstant()))
                .build();
    }

    @Override
    public PutObjectLegalHoldResponse putObjectLegalHold(PutObjectLegalHoldRequest request) {
        Home home = locked(request.bucket(), request.expectedBucketOwner());
        String status = request.legalHold() == null ? null : request.legalHold().statusAsString();
        if (status == null || (!status.equals("ON") && !status.equals("OFF"))) {
            throw S3Errors.malformedXml();
        }
        change(home, request.key(), request.versionId(), hold -> hold.withLegal(status.equals("ON")));
        return PutObjectLegalHoldResponse.builder().build();
    }

    @Override
    public GetObjectLegalHoldResponse getObjectLegalHold(GetObjectLegalHoldRequest request) {
        locked(request.bucket(), request.expectedBucketOwner());
        Hold hold = hold(request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner());
        if (hold.legal() == null) {
            throw S3Errors.noObjectLock();
        }
        return GetObjectLegalHoldResponse.builder()
                .legalHold(h -> h.status(hold.legalName()))
                .build();
    }

    private Home locked(String bucket, @Nullable String expectedOwner) {
        Home home = call.store().read(view -> call.home(view, bucket, expectedOwner));
        home.bucket().lock().require();
        return home;
    }

    private Hold hold(String bucket, String key, @Nullable String version, @Nullable String expectedOwner) {
        return Versioned.find(call, bucket, key, version, expectedOwner)
                .stored()
                .hold();
    }

    private void change(Home home, String key, @Nullable String version, UnaryOperator<Hold> change) {
        Shelf.change(call, home, key, version, Happening.HELD, object -> object.withHold(change.apply(object.hold())));
    }
}

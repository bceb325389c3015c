package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Mfa;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

import java.util.ArrayList;
import java.util.List;

/**
 * Objects deleted, one or up to a thousand at a time. Where the bucket keeps versions, a delete marker hides a key, and only a version
 * that is named is really deleted.
 */
public final class Deletion implements Chapter {
    private static final int MOST = 1000;

    private final S3Call call;

    public Deletion(S3Call call) {
        this.call = call;
    }

    /**
     * What one deletion did.
     *
     * @param versionId of the version that was deleted, or of the marker that was made; null in a bucket that keeps no versions
     * @param marker whether that is a delete marker
     */
    private record Outcome(@Nullable String versionId, boolean marker) {}

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        String key = request.key();
        String versionId = request.versionId();
        Refusals.key(key);
        Refusals.absent(request.ifMatchLastModifiedTime(), "x-amz-if-match-last-modified-time");
        Refusals.absent(request.ifMatchSize(), "x-amz-if-match-size");
        WriteCondition condition = WriteCondition.of(request.ifMatch(), null);
        Home home = call.store().read(view -> {
            Home found = call.home(view, request.bucket(), request.expectedBucketOwner());
            if (condition.present()) {
                condition.check(Shelf.entry(view, found, key), key, false);
            }
            return found;
        });
        Telling telling = new Telling(call, home);
        boolean bypass = bypass(home, key, request.bypassGovernanceRetention());
        if (versionId != null) {
            Mfa.require(call, home, request.mfa());
        }
        Outcome done = call.store()
                .write(
                        Shelf.locks(home, key),
                        tx -> delete(tx, call.confirm(tx, home), key, versionId, condition, true, bypass, telling));
        return DeleteObjectResponse.builder()
                .versionId(done.versionId())
                .deleteMarker(done.marker() ? true : null)
                .build();
    }

    /** Whether the caller wants governance retention passed over, and may. */
    private boolean bypass(Home home, String key, @Nullable Boolean asked) {
        if (!Boolean.TRUE.equals(asked) || !home.bucket().lock().enabled()) {
            return false;
        }
        call.call().require(Permission.of("s3:BypassGovernanceRetention", call.objectArn(home, key)));
        return true;
    }

    /** Deleting what is not there succeeds, be it a key or a version. */
    private Outcome delete(
            Transaction tx,
            Home home,
            String key,
            @Nullable String versionId,
            WriteCondition condition,
            boolean held,
            boolean bypass,
            Telling telling) {
        Shelf shelf = new Shelf(call.store().blobs());
        if (versionId == null) {
            Entry old = Shelf.entry(tx, home, key);
            condition.check(old, key, held);
            if (home.bucket().versioning() != Versioning.OFF) {
                String marker = shelf.mark(tx, home, key, old, call.now()).id(key);
                telling.gone(tx, Happening.REMOVED_BY_MARKER, key, marker);
                return new Outcome(marker, true);
            }
            if (old != null) {
                shelf.remove(tx, home, key, old);
                telling.gone(tx, Happening.REMOVED, key, null);
            }
            return new Outcome(null, false);
        }
        Versioned version = Versioned.find(tx, home, key, versionId);
        if (version == null) {
            return new Outcome(versionId, false);
        }
        StoredObject object = version.object();
        if (object != null) {
            condition.check(object.entry(), key, held);
            if (!object.hold().permitsDeletion(call.now(), bypass)) {
                throw S3Errors.objectLocked();
            }
        }
        shelf.remove(tx, version);
        telling.gone(tx, Happening.REMOVED, key, versionId);
        return new Outcome(versionId, object == null);
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        Delete delete = request.delete();
        if (delete == null
                || !delete.hasObjects()
                || delete.objects().isEmpty()
                || delete.objects().size() > MOST) {
            throw S3Errors.malformedXml();
        }
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        List<ObjectIdentifier> objects = delete.objects();
        if (objects.stream().anyMatch(object -> object.versionId() != null)) {
            Mfa.require(call, home, request.mfa());
        }
        List<@Nullable S3Error> errors = new ArrayList<>(objects.size());
        Locks locks = Locks.NONE.andShared(BucketTables.BUCKETS, home.scope(), home.name());
        for (ObjectIdentifier object : objects) {
            S3Error error = refused(home, object, request.bypassGovernanceRetention());
            errors.add(error);
            if (error == null) {
                locks = locks.and(ObjectTables.OBJECTS, home.scope(), home.key(object.key()));
            }
        }
        Telling telling = new Telling(call, home);
        boolean bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
        List<@Nullable Outcome> done = call.store().write(locks, tx -> {
            Home now = call.confirm(tx, home);
            List<@Nullable Outcome> outcomes = new ArrayList<>(objects.size());
            for (int i = 0; i < objects.size(); i++) {
                outcomes.add(
                        errors.get(i) == null ? delete(tx, now, objects.get(i), bypass, errors, i, telling) : null);
            }
            return outcomes;
        });
        return answer(objects, errors, done, Boolean.TRUE.equals(delete.quiet()));
    }

    private @Nullable S3Error refused(Home home, ObjectIdentifier object, @Nullable Boolean bypass) {
        if (object.key() == null) {
            throw S3Errors.malformedXml();
        }
        try {
            call.call()
                    .require(Permission.of(
                            object.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
                            call.objectArn(home, object.key())));
            bypass(home, object.key(), bypass);
            Refusals.key(object.key());
            Refusals.absent(object.lastModifiedTime(), "LastModifiedTime");
            Refusals.absent(object.size(), "Size");
            if (object.versionId() != null && !Version.formed(object.versionId())) {
                // in a list it is a version like any other that is not there
                throw S3Errors.noSuchVersion(object.key(), object.versionId());
            }
            return null;
        } catch (AwsServiceException e) {
            return entry(object, e);
        }
    }

    private @Nullable Outcome delete(
            Transaction tx,
            Home home,
            ObjectIdentifier object,
            boolean bypass,
            List<@Nullable S3Error> errors,
            int index,
            Telling telling) {
        WriteCondition condition = WriteCondition.of(object.eTag(), null);
        try {
            return delete(tx, home, object.key(), object.versionId(), condition, false, bypass, telling);
        } catch (dev.kagemusha.s3.S3Error e) {
            errors.set(index, entry(object, e));
            return null;
        }
    }

    private static S3Error entry(ObjectIdentifier object, AwsServiceException e) {
        return S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(e.awsErrorDetails().errorCode())
                .message(e.awsErrorDetails().errorMessage())
                .build();
    }

    private static DeleteObjectsResponse answer(
            List<ObjectIdentifier> objects,
            List<@Nullable S3Error> errors,
            List<@Nullable Outcome> done,
            boolean quiet) {
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> failed = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            S3Error error = errors.get(i);
            Outcome outcome = done.get(i);
            if (error != null) {
                failed.add(error);
            } else if (!quiet && outcome != null) {
                deleted.add(DeletedObject.builder()
                        .key(objects.get(i).key())
                        .versionId(objects.get(i).versionId())
                        .deleteMarker(outcome.marker() ? true : null)
                        .deleteMarkerVersionId(outcome.marker() ? outcome.versionId() : null)
                        .build());
            }
        }
        return DeleteObjectsResponse.builder()
                .deleted(deleted.isEmpty() ? null : deleted)
                .errors(failed.isEmpty() ? null : failed)
                .build();
    }
}

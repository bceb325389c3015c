package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
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

/** Objects deleted, one or up to a thousand at a time. */
public final class Deletion implements Chapter {
    private static final int MOST = 1000;

    private final S3Call call;

    public Deletion(S3Call call) {
        this.call = call;
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        String key = request.key();
        Refusals.key(key);
        Refusals.absent(request.mfa(), "x-amz-mfa");
        Refusals.absent(request.ifMatchLastModifiedTime(), "x-amz-if-match-last-modified-time");
        Refusals.absent(request.ifMatchSize(), "x-amz-if-match-size");
        Refusals.absent(
                Boolean.TRUE.equals(request.bypassGovernanceRetention()) ? true : null,
                "x-amz-bypass-governance-retention");
        WriteCondition condition = WriteCondition.of(request.ifMatch(), null);
        Home home = call.store().read(view -> {
            Home found = call.home(view, request.bucket(), request.expectedBucketOwner());
            if (condition.present()) {
                condition.check(Shelf.entry(view, found, key), key, false);
            }
            return found;
        });
        if (request.versionId() == null || !isUnknownVersion(request.versionId(), key)) {
            Telling telling = new Telling(call, home);
            call.store().write(Shelf.locks(home, key), tx -> {
                remove(tx, home, key, condition, true, telling);
                return null;
            });
        }
        return DeleteObjectResponse.builder().build();
    }

    /** Deleting a version that is not there succeeds, as deleting a key does. */
    private static boolean isUnknownVersion(String versionId, String key) {
        if (versionId.length() == 32) {
            return true;
        }
        Refusals.version(versionId, key);
        return false;
    }

    private void remove(
            Transaction tx, Home home, String key, WriteCondition condition, boolean held, Telling telling) {
        call.confirm(tx, home);
        Entry old = Shelf.entry(tx, home, key);
        condition.check(old, key, held);
        if (old != null) {
            new Shelf(call.store().blobs()).remove(tx, home, key, old);
            telling.gone(tx, Happening.REMOVED, key, null);
        }
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
        Refusals.absent(request.mfa(), "x-amz-mfa");
        Refusals.absent(
                Boolean.TRUE.equals(request.bypassGovernanceRetention()) ? true : null,
                "x-amz-bypass-governance-retention");
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        List<ObjectIdentifier> objects = delete.objects();
        List<@Nullable S3Error> errors = new ArrayList<>(objects.size());
        Locks locks = Locks.NONE.andShared(BucketTables.BUCKETS, home.scope(), home.name());
        for (ObjectIdentifier object : objects) {
            S3Error error = refused(home, object);
            errors.add(error);
            if (error == null) {
                locks = locks.and(ObjectTables.OBJECTS, home.scope(), home.key(object.key()));
            }
        }
        Telling telling = new Telling(call, home);
        call.store().write(locks, tx -> {
            for (int i = 0; i < objects.size(); i++) {
                if (errors.get(i) == null) {
                    errors.set(i, removed(tx, home, objects.get(i), telling));
                }
            }
            return null;
        });
        return answer(objects, errors, Boolean.TRUE.equals(delete.quiet()));
    }

    private @Nullable S3Error refused(Home home, ObjectIdentifier object) {
        if (object.key() == null) {
            throw S3Errors.malformedXml();
        }
        try {
            call.call().require(Permission.of("s3:DeleteObject", call.objectArn(home.name(), object.key())));
            Refusals.key(object.key());
            Refusals.absent(object.lastModifiedTime(), "LastModifiedTime");
            Refusals.absent(object.size(), "Size");
            Refusals.version(object.versionId(), object.key());
            return null;
        } catch (AwsServiceException e) {
            return entry(object, e);
        }
    }

    private @Nullable S3Error removed(Transaction tx, Home home, ObjectIdentifier object, Telling telling) {
        try {
            remove(tx, home, object.key(), WriteCondition.of(object.eTag(), null), false, telling);
            return null;
        } catch (dev.kagemusha.s3.S3Error e) {
            if (e.code().equals("NoSuchBucket")) {
                throw e;
            }
            return entry(object, e);
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
            List<ObjectIdentifier> objects, List<@Nullable S3Error> errors, boolean quiet) {
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> failed = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            S3Error error = errors.get(i);
            if (error != null) {
                failed.add(error);
            } else if (!quiet) {
                deleted.add(DeletedObject.builder()
                        .key(objects.get(i).key())
                        .versionId(objects.get(i).versionId())
                        .build());
            }
        }
        return DeleteObjectsResponse.builder()
                .deleted(deleted.isEmpty() ? null : deleted)
                .errors(failed.isEmpty() ? null : failed)
                .build();
    }
}

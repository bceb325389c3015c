package dev.kagemusha.s3.replication;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.bucket.BucketRow;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.s3.object.Description;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Telling;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts versions, delete markers and what changes of them into other buckets: in the role of the configuration, which reads in the
 * source's region and writes in the destination's, with every permission that AWS asks of it. What is refused becomes AWS's reason of
 * failure (user guide, "Amazon S3 replication failure reasons").
 *
 * <p>No byte is copied. A replica shares the blobs of its source; under a key of KMS their keys are wrapped anew.
 */
final class Replicas {
    private static final int ATTEMPTS = 8;
    private static final String CONTEXT_ARN = "aws:s3:arn";

    private final StateStore store;
    private final Errands errands;
    private final Function<Call, S3Call> calls;

    Replicas(StateStore store, Errands errands, Function<Call, S3Call> calls) {
        this.store = store;
        this.errands = errands;
        this.calls = calls;
    }

    /** Brings one change to one destination. */
    Outcome replicate(Home source, Rules rules, Rules.Rule rule, Place place) {
        return new Errand(source, rules, rule, place).run();
    }

    /** One change on its way to one destination. */
    private final class Errand {
        private final Home source;
        private final Rules.Rule rule;
        private final Place place;
        private final String key;
        private final String id;
        private final Caller.RoleSession role;
        /** What it means if the next step is refused. */
        private String blame = "AssumeRoleNotPermitted";

        Errand(Home source, Rules rules, Rules.Rule rule, Place place) {
            this.source = source;
            this.rule = rule;
            this.place = place;
            this.key = place.key();
            this.id = place.versionId();
            this.role = Role.session(rules.role());
        }

        Outcome run() {
            try {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    Outcome outcome = attempt();
                    if (outcome != null) {
                        return outcome;
                    }
                }
                return Outcome.failed(blame);
            } catch (AwsServiceException refused) {
                return Outcome.failed(reason(refused));
            }
        }

        /** A key of KMS that is not to be used is told from one that the role may not use. */
        private String reason(AwsServiceException refused) {
            String code = refused.awsErrorDetails() == null
                    ? ""
                    : String.valueOf(refused.awsErrorDetails().errorCode());
            if (!code.startsWith("KMS.")) {
                return blame;
            }
            if (blame.startsWith("Src")) {
                return "SrcKmsKeyInvalidState";
            }
            return code.contains("NotFound") ? "DstKmsKeyNotFound" : "DstKmsKeyInvalidState";
        }

        /** Null when the version changed meanwhile. */
        private @Nullable Outcome attempt() {
            Versioned found = store.read(view -> Versioned.find(view, source, key, id));
            if (found == null || (found.object() == null) != (place.change() == Change.MARKER)) {
                return Outcome.GONE;
            }
            Opened opened = errands.work(
                    S3Call.SERVICE,
                    place.change() == Change.OBJECT ? "GetObject" : "HeadObject",
                    role,
                    source.region(),
                    call -> open(calls.apply(call), found));
            Home target = opened.target();
            if (target == null) {
                return Outcome.failed("DstBucketNotFound");
            }
            if (target.bucket().versioning() != Versioning.ENABLED) {
                return Outcome.failed("DstBucketUnversioned");
            }
            if (source.bucket().lock().enabled() && !target.bucket().lock().enabled()) {
                return Outcome.failed("DstBucketObjectLockConfigMissing");
            }
            return errands.work(S3Call.SERVICE, place.change().operation(), role, target.region(), call -> {
                S3Call s3 = calls.apply(call);
                return found.object() == null ? mark(s3, target) : put(s3, found.object(), opened, target);
            });
        }

        /**
         * The source as the role may read it.
         *
         * @param target the destination, or null when there is none
         * @param lock of the version's blobs, where KMS has it
         * @param tags whether its tags may be read
         */
        private record Opened(
                @Nullable Home target, @Nullable BlobLock lock, boolean tags) {}

        private Opened open(S3Call s3, Versioned found) {
            String bucket = s3.bucketArn(source.name());
            String object = s3.objectArn(source.name(), key);
            need(s3, "SrcBucketReplicationConfigMissing", "s3:GetReplicationConfiguration", bucket);
            Home target = store.read(view -> s3.find(view, rule.bucket()));
            Change change = place.change();
            if (change == Change.MARKER) {
                need(s3, "SrcHeadObjectNotPermitted", "s3:ListBucket", bucket);
                return new Opened(target, null, false);
            }
            need(
                    s3,
                    change == Change.OBJECT ? "SrcGetObjectNotPermitted" : "SrcHeadObjectNotPermitted",
                    "s3:GetObjectVersionForReplication",
                    object);
            if (change == Change.OBJECT || change == Change.ACL) {
                need(s3, "SrcGetAclNotPermitted", "s3:GetObjectVersionAcl", object);
            }
            if (change == Change.HOLD
                    || (change == Change.OBJECT && source.bucket().lock().enabled())) {
                need(s3, "SrcGetRetentionNotPermitted", "s3:GetObjectRetention", object);
                need(s3, "SrcGetLegalHoldNotPermitted", "s3:GetObjectLegalHold", object);
            }
            if (change == Change.TAGS) {
                need(s3, "SrcGetTaggingNotPermitted", "s3:GetObjectVersionTagging", object);
            }
            if (change != Change.OBJECT) {
                return new Opened(target, null, change == Change.TAGS);
            }
            blame = "SrcGetObjectNotPermitted";
            Encryption encryption = found.stored().encryption();
            BlobLock lock = encryption.kind().byKms() ? s3.sealing().open(encryption, null) : null;
            return new Opened(target, lock, mayReadTags(s3, object));
        }

        /** Without this permission objects are replicated without their tags (user guide, "Setting up permissions"). */
        private static boolean mayReadTags(S3Call s3, String object) {
            try {
                s3.call().require(Permission.of("s3:GetObjectVersionTagging", object));
                return true;
            } catch (AwsServiceException refused) {
                return false;
            }
        }

        private void need(S3Call s3, String otherwise, String action, String resource) {
            blame = otherwise;
            s3.call().require(Permission.of(action, resource));
        }

        private @Nullable Outcome put(S3Call s3, StoredObject object, Opened opened, Home target) {
            blame = place.change().refused();
            requireOwner(target);
            String arn = s3.objectArn(target.name(), key);
            Permission tagging = Permission.of("s3:ReplicateTags", arn);
            if (place.change() == Change.TAGS && s3.call().denied(tagging)) {
                throw S3Errors.accessDenied();
            }
            need(s3, blame, "s3:ReplicateObject", arn);
            Map<String, String> tags = object.description().tags();
            return switch (place.change()) {
                case OBJECT -> {
                    if (rule.handsOver() && !enforcesOwner(s3, target)) {
                        need(s3, blame, "s3:ObjectOwnerOverrideToBucketOwner", arn);
                    }
                    boolean tagged =
                            opened.tags() && !tags.isEmpty() && !s3.call().denied(tagging);
                    yield put(s3, object, opened.lock(), tagged, target);
                }
                case TAGS ->
                    change(
                            s3,
                            target,
                            tags.isEmpty() ? Happening.UNTAGGED : Happening.TAGGED,
                            (now, there) -> there.withDescription(there.description()
                                    .withTags(now.description().tags())));
                case ACL -> {
                    Ownership ownership = ownership(s3, target);
                    yield change(
                            s3,
                            target,
                            Happening.ACL_PUT,
                            (now, there) -> there.withDescription(there.description()
                                    .withAccess(ownership.of(now.description().access()))));
                }
                case HOLD -> change(s3, target, Happening.HELD, (now, there) -> there.withHold(now.hold()));
                case MARKER, THRESHOLD ->
                    throw new IllegalStateException(place.change() + " is no change of an object");
            };
        }

        /** The account that a rule names has to have the bucket. */
        private void requireOwner(Home target) {
            if (rule.account() != null && !rule.account().equals(target.account())) {
                throw S3Errors.accessDenied();
            }
        }

        /**
         * How the replica is encrypted: as its source, under the rule's key where KMS has one. The context that the source was put with goes
         * with it.
         */
        private Sealing.Sealed seal(S3Call s3, StoredObject object, Home target) {
            Encryption old = object.encryption();
            if (!old.kind().byKms()) {
                return new Sealing.Sealed(old, null);
            }
            Map<String, String> context = new HashMap<>(old.context());
            context.remove(CONTEXT_ARN);
            return s3.seal(
                    target,
                    key,
                    new Asked(
                            old.kind(),
                            rule.kmsKey(),
                            context,
                            target.bucket().encryption().bucketKey(),
                            null));
        }

        /** What is committed when source and destination are still what they were; null when it has to be tried again. */
        private interface Commit {
            @Nullable
            Outcome of(Transaction tx, Home there, Versioned now);
        }

        private @Nullable Outcome commit(Home target, Commit commit) {
            Locks locks = Shelf.locks(target, key).andShared(ObjectTables.OBJECTS, source.scope(), source.key(key));
            return store.write(locks, tx -> {
                BucketRow row = tx.get(BucketTables.BUCKETS, target.scope(), target.name());
                if (row == null || row.id() != target.bucket().id()) {
                    return Outcome.failed("DstBucketNotFound");
                }
                if (row.versioning() != Versioning.ENABLED) {
                    return Outcome.failed("DstBucketUnversioned");
                }
                Versioned now = Versioned.find(tx, source, key, id);
                if (now == null || (now.object() == null) != (place.change() == Change.MARKER)) {
                    return Outcome.GONE;
                }
                Home there = new Home(target.name(), target.scope(), target.account(), target.region(), row);
                return commit.of(tx, there, now);
            });
        }

        private @Nullable Outcome put(
                S3Call s3, StoredObject object, @Nullable BlobLock from, boolean tagged, Home target) {
            Sealing.Sealed sealed = seal(s3, object, target);
            List<BlobRef> blobs = object.blobs();
            if (sealed.lock() != null) {
                blobs = new ArrayList<>(object.blobs().size());
                for (BlobRef blob : object.blobs()) {
                    blobs.add(store.blobs().relock(blob, from, sealed.lock()));
                }
            }
            List<BlobRef> linked = blobs;
            Shelf shelf = new Shelf(store.blobs());
            Ownership ownership = ownership(s3, target);
            Journal.Pen pen = s3.pen(target);
            return commit(target, (tx, there, now) -> {
                if (!now.stored().sharesBlobs(object)) {
                    return null;
                }
                if (Versioned.find(tx, there, key, id) == null) {
                    Description description = now.stored().description();
                    StoredObject replica = now.stored()
                            .asReplica(
                                    rule.storageClass() == null
                                            ? now.stored().entry().storageClass()
                                            : StorageClasses.number(rule.storageClass()),
                                    description
                                            .withTags(tagged ? description.tags() : Map.of())
                                            .withAccess(ownership.of(description.access())),
                                    sealed.encryption(),
                                    linked,
                                    there.bucket().lock().hold(now.stored().hold(), s3.now()));
                    s3.changes(tx, there);
                    shelf.place(tx, there, key, replica);
                    boolean parts = replica.entry().parts() > 0;
                    tell(tx, pen, s3, parts ? Happening.CREATED_MULTIPART : Happening.CREATED_PUT, replica.entry());
                }
                return Outcome.DONE;
            });
        }

        private @Nullable Outcome mark(S3Call s3, Home target) {
            blame = place.change().refused();
            requireOwner(target);
            need(s3, blame, "s3:ReplicateDelete", s3.objectArn(target.name(), key));
            Journal.Pen pen = s3.pen(target);
            return commit(target, (tx, there, now) -> {
                if (Versioned.find(tx, there, key, id) == null) {
                    s3.changes(tx, there);
                    Shelf.placeMarker(tx, there, key, now.version(), now.modified());
                    tell(tx, pen, s3, Happening.REMOVED_BY_MARKER, null);
                }
                return Outcome.DONE;
            });
        }

        /** Makes, of the source and the version that is there already, what the latter is to be. */
        private interface Alike {
            StoredObject of(StoredObject now, StoredObject there);
        }

        private @Nullable Outcome change(S3Call s3, Home target, Happening what, Alike alike) {
            Journal.Pen pen = s3.pen(target);
            return commit(target, (tx, there, now) -> {
                Versioned version = Versioned.find(tx, there, key, id);
                if (version == null || version.object() == null) {
                    return Outcome.failed("DstVersionNotFound");
                }
                StoredObject changed = alike.of(now.stored(), version.stored());
                Shelf.replace(tx, version, changed);
                tell(tx, pen, s3, what, changed.entry());
                return Outcome.DONE;
            });
        }

        /**
         * Whose replicas are, and what their lists are: those of the source, unless the rule gives them to the bucket's owner or lists mean
         * nothing on either side.
         */
        private record Ownership(boolean handedOver, boolean listsHere, String owner, String ownerThere) {
            ObjectAccess of(ObjectAccess access) {
                if (handedOver) {
                    return ObjectAccess.OF_BUCKET_OWNER;
                }
                String whose = listsHere ? access.owner(owner) : owner;
                return new ObjectAccess(whose.equals(ownerThere) ? null : whose, listsHere ? access.acl() : null);
            }
        }

        private Ownership ownership(S3Call s3, Home target) {
            return new Ownership(
                    rule.handsOver() || enforcesOwner(s3, target),
                    !enforcesOwner(s3, source),
                    S3Call.canonicalUser(source.account()),
                    S3Call.canonicalUser(target.account()));
        }

        private static boolean enforcesOwner(S3Call s3, Home home) {
            return s3.rules(home).enforcesOwner();
        }

        private void tell(Transaction tx, Journal.Pen pen, S3Call s3, Happening what, @Nullable Entry entry) {
            if (pen.writes()) {
                Origin origin = Origin.replication(
                        role.userId(), role.account(), s3.call().requestId());
                long size = entry == null ? 0 : entry.size();
                String etag = entry == null ? "" : Telling.bare(entry);
                pen.write(tx, new ObjectEvent(what, key, id, size, etag, "", origin));
            }
        }
    }
}

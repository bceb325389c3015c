package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.ContinuationToken;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.encryption.BucketEncryption;
import dev.kagemusha.s3.lock.BucketLock;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Buckets: created under a name that only one account of a partition has, listed, found, deleted. */
public final class Buckets implements Chapter {
    private static final String DEFAULT_REGION = "us-east-1";
    private static final int LIST_LIMIT = 10_000;

    private final S3Call call;
    private final boolean blocksCustomerKeys;
    private final boolean openAsBefore;
    private final List<Contents> contents;

    /**
     * @param openAsBefore whether new buckets have ACLs and block nothing, as AWS's had until April 2023
     * @param blocksCustomerKeys whether new buckets refuse SSE-C, as AWS's do since April 2026
     * @param contents of buckets, of all rooms
     */
    public Buckets(S3Call call, boolean blocksCustomerKeys, boolean openAsBefore, List<Contents> contents) {
        this.call = call;
        this.openAsBefore = openAsBefore;
        this.blocksCustomerKeys = blocksCustomerKeys;
        this.contents = contents;
    }

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest request) {
        String name = request.bucket();
        String region = region(request.createBucketConfiguration());
        BucketNames.check(name);
        NewAccess access = NewAccess.of(call, request, openAsBefore);
        boolean locked = Boolean.TRUE.equals(request.objectLockEnabledForBucket());
        if (locked) {
            call.call()
                    .require(Permission.of("s3:PutBucketObjectLockConfiguration", call.bucketArn(name))
                            .ownedBy(call.call().account()));
            call.call()
                    .require(Permission.of("s3:PutBucketVersioning", call.bucketArn(name))
                            .ownedBy(call.call().account()));
        }
        List<Tag> tags = tags(request.createBucketConfiguration(), name);
        String account = call.call().account();
        int scope = call.call().scope(account, region);
        int names = call.call().globalScope();
        Locks locks = Locks.of(BucketTables.NAMES, names, name)
                .and(BucketTables.BUCKETS, scope, name)
                .and(BucketTables.SEQUENCES, scope, "bucket");
        call.store().write(locks, tx -> {
            Home there = call.find(tx, name);
            if (there != null) {
                recreate(there, account, region);
                access.renew(tx, call.configurations(), there);
                return null;
            }
            tx.upsert(BucketTables.NAMES, names, name, new Holder(scope, account, region));
            long id = nextId(tx, scope);
            tx.insert(
                    BucketTables.BUCKETS,
                    scope,
                    name,
                    new BucketRow(
                            id,
                            call.now(),
                            BucketEncryption.standard(blocksCustomerKeys),
                            locked ? Versioning.ENABLED : Versioning.OFF,
                            null,
                            locked ? BucketLock.ON : BucketLock.OFF));
            access.write(tx, call.configurations(), scope, id);
            if (!tags.isEmpty()) {
                Tagging tagging = Tagging.builder().tagSet(tags).build();
                call.configurations().put(tx, scope, id, Kind.TAGGING, tagging);
            }
            return null;
        });
        return CreateBucketResponse.builder()
                .location(region.equals(DEFAULT_REGION) ? "/" + name : "http://" + name + ".s3.amazonaws.com/")
                .bucketArn(call.bucketArn(name))
                .build();
    }

    /** A bucket that gets tags with its making needs a permission more (S3 API reference, CreateBucketConfiguration). */
    private List<Tag> tags(@Nullable CreateBucketConfiguration configuration, String name) {
        List<Tag> tags = configuration == null ? List.of() : configuration.tags();
        if (!tags.isEmpty()) {
            BucketTags.check(tags);
            call.call()
                    .require(Permission.of("s3:TagResource", call.bucketArn(name))
                            .ownedBy(call.call().account())
                            .with(BucketTags.requested(tags)));
        }
        return tags;
    }

    /** In us-east-1 the owner is told 200 again, everywhere else not (S3 API reference, CreateBucket). */
    private static void recreate(Home there, String account, String region) {
        if (!there.account().equals(account)) {
            throw S3Errors.bucketAlreadyExists(there.name());
        }
        if (!region.equals(DEFAULT_REGION) || !there.region().equals(DEFAULT_REGION)) {
            throw S3Errors.bucketAlreadyOwnedByYou(there.name());
        }
    }

    private static long nextId(Transaction tx, int scope) {
        Long last = tx.get(BucketTables.SEQUENCES, scope, "bucket");
        long id = last == null ? 1 : last + 1;
        tx.upsert(BucketTables.SEQUENCES, scope, "bucket", id);
        return id;
    }

    /**
     * Where a new bucket goes. A request to us-east-1 may name any region; any other region's endpoint only its own, and it
     * has to be named.
     */
    private String region(@Nullable CreateBucketConfiguration configuration) {
        String endpoint = call.call().region();
        String constraint = configuration == null ? null : configuration.locationConstraintAsString();
        if (configuration != null && (configuration.location() != null || configuration.bucket() != null)) {
            throw new S3Error("NotImplemented", 501, "Directory buckets are not implemented by this emulator.");
        }
        if (constraint == null || constraint.isEmpty()) {
            if (!endpoint.equals(DEFAULT_REGION)) {
                throw S3Errors.illegalLocationConstraint("unspecified");
            }
            return DEFAULT_REGION;
        }
        String region = constraint.equals("EU") ? "eu-west-1" : constraint;
        if (!endpoint.equals(DEFAULT_REGION)) {
            if (!region.equals(endpoint)) {
                throw S3Errors.illegalLocationConstraint(constraint);
            }
            return region;
        }
        if (region.equals(DEFAULT_REGION)
                || BucketLocationConstraint.fromValue(region) == BucketLocationConstraint.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.invalidLocationConstraint(constraint);
        }
        return region;
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        return HeadBucketResponse.builder()
                .bucketRegion(home.region())
                .bucketArn(call.bucketArn(home.name()))
                .accessPointAlias(request.bucket().endsWith(AccessPoints.ALIAS))
                .build();
    }

    @Override
    public GetBucketLocationResponse getBucketLocation(GetBucketLocationRequest request) {
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        String region = home.region();
        return GetBucketLocationResponse.builder()
                .locationConstraint(region.equals(DEFAULT_REGION) ? null : region)
                .build();
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
        String name = request.bucket();
        Home home = call.store().read(view -> call.home(view, name, request.expectedBucketOwner()));
        int names = call.call().globalScope();
        Locks locks = Locks.of(BucketTables.NAMES, names, name).and(BucketTables.BUCKETS, home.scope(), name);
        call.store().write(locks, tx -> {
            call.confirm(tx, home);
            if (call.points()
                    .anyOf(tx, home.region(), home.scope(), home.bucket().id())) {
                throw S3Errors.accessPointsAttached(name);
            }
            for (Contents each : contents) {
                if (each.hold(tx, home)) {
                    throw home.bucket().versioning() == Versioning.OFF
                            ? S3Errors.bucketNotEmpty(name)
                            : S3Errors.bucketNotEmptyOfVersions(name);
                }
            }
            contents.forEach(each -> each.remove(tx, home));
            tx.delete(BucketTables.BUCKETS, home.scope(), name);
            tx.delete(BucketTables.NAMES, names, name);
            return null;
        });
        return DeleteBucketResponse.builder().build();
    }

    /** All buckets of the account, of every region, by name. */
    @Override
    public ListBucketsResponse listBuckets(ListBucketsRequest request) {
        String account = call.call().account();
        Integer given = request.maxBuckets();
        if (given != null && (given < 1 || given > LIST_LIMIT)) {
            throw S3Errors.invalidArgument(
                    "Argument max-buckets must be an integer between 1 and 10000",
                    "max-buckets",
                    Integer.toString(given));
        }
        int limit = given == null ? LIST_LIMIT : given;
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after = request.continuationToken() == null ? "" : ContinuationToken.read(request.continuationToken());
        List<Bucket> found = new ArrayList<>();
        for (Scope scope : call.store().scopes()) {
            if (scope.service().equals(S3Call.SERVICE)
                    && scope.account().equals(account)
                    && scope.partition().equals(call.call().partition())
                    && (request.bucketRegion() == null || request.bucketRegion().equals(scope.region()))) {
                collect(scope, prefix, after, limit + 1, found);
            }
        }
        found.sort(Comparator.comparing(Bucket::name));
        boolean more = found.size() > limit;
        List<Bucket> page = more ? found.subList(0, limit) : found;
        return ListBucketsResponse.builder()
                .buckets(page)
                .owner(Owner.builder().id(S3Call.canonicalUser(account)).build())
                .prefix(request.prefix())
                .continuationToken(more ? ContinuationToken.write(page.getLast().name()) : null)
                .build();
    }

    private void collect(Scope where, String prefix, String after, int limit, List<Bucket> found) {
        int scope = call.call().scope(where.account(), where.region());
        call.store().read(view -> {
            KeyRange all = KeyRange.prefix(prefix.getBytes(StandardCharsets.UTF_8));
            try (Cursor<String, BucketRow> cursor = view.range(BucketTables.BUCKETS, scope, all)) {
                int taken = 0;
                if (!after.isEmpty()) {
                    cursor.seek((after + "\0").getBytes(StandardCharsets.UTF_8));
                }
                while (taken < limit && cursor.next()) {
                    found.add(Bucket.builder()
                            .name(cursor.key())
                            .creationDate(Instant.ofEpochSecond(cursor.value().created() / 1000))
                            .bucketRegion(where.region())
                            .bucketArn(call.bucketArn(cursor.key()))
                            .build());
                    taken++;
                }
            }
            return null;
        });
    }
}

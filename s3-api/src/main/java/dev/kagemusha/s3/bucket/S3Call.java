package dev.kagemusha.s3.bucket;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.accesspoint.PublicBlock;
import dev.kagemusha.s3.acl.AccessErrors;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.acl.Grantee;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Rules;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.BucketKeys;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.lifecycle.LifecycleIndex;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One call with what every chapter asks of it: which bucket is meant, and whether the caller may know. */
public final class S3Call {
    /** The name of the service, in scopes too. */
    public static final String SERVICE = "s3";

    /** Stands in the head of an upload that came as a form. No client can send a header of this name. */
    public static final String OF_FORM = ":form";

    private final Call call;
    private final StateStore store;
    private final BucketKeys bucketKeys;
    private final Journal journal;
    private final LifecycleIndex lifecycles;
    private final Configurations configurations;
    private @Nullable Home found;
    private @Nullable Watched watched;

    public S3Call(
            Call call,
            StateStore store,
            BucketKeys bucketKeys,
            Journal journal,
            LifecycleIndex lifecycles,
            Configurations configurations) {
        this.call = call;
        this.store = store;
        this.bucketKeys = bucketKeys;
        this.journal = journal;
        this.lifecycles = lifecycles;
        this.configurations = configurations;
    }

    public Configurations configurations() {
        return configurations;
    }

    /** What is configured of a bucket. */
    public Settings settings(Home home) {
        return configurations.of(home.scope(), home.bucket().id());
    }

    /**
     * Whose a new object of a bucket is, and what its ACL grants.
     *
     * @param form what the request says of an ACL
     * @throws S3Error AccessControlListNotSupported, AccessDenied, InvalidArgument
     */
    public ObjectAccess access(Home home, String key, AclForm form) {
        Rules rules = rules(home);
        if (rules.enforcesOwner()) {
            if (!form.harmless()) {
                throw S3Errors.accessControlListNotSupported();
            }
            return ObjectAccess.OF_BUCKET_OWNER;
        }
        String bucketOwner = canonicalUser(home.account());
        String writer = call.caller() instanceof Caller.Anonymous ? Grantee.ANONYMOUS : canonicalUser(call.account());
        boolean handedOver = rules.prefersOwner() && "bucket-owner-full-control".equals(form.canned());
        String owner = handedOver ? bucketOwner : writer;
        Acl acl = form.present() ? form.acl(owner, bucketOwner) : null;
        if (acl != null) {
            if (call.caller().account().equals(home.account())) {
                // the user guide's example of grants to the bucket's owner lets strangers in with s3:PutObject alone
                call.require(Permission.of("s3:PutObjectAcl", objectArn(home, key)));
            }
            if (acl.isPublic() && rules.blocksPublicAcls()) {
                throw AccessErrors.publicAclsBlocked(call, "s3:PutObject", told(home, key));
            }
        }
        return new ObjectAccess(
                owner.equals(bucketOwner) ? null : owner, acl == null || acl.isPrivate(owner) ? null : acl);
    }

    /**
     * Asks for a second permission of one who puts an object and tags with it. Whom the bucket's own ACL lets write needs
     * none: a list has no finer permissions.
     */
    public void requireToo(Home home, String action, String key) {
        Acl ofBucket = settings(home).get(Kind.ACL);
        boolean listed = ofBucket != null
                && !rules(home).enforcesOwner()
                && !call.caller().account().equals(home.account())
                && ofBucket.grants(
                        software.amazon.awssdk.services.s3.model.Permission.WRITE,
                        call.caller().account().isEmpty()
                                ? ""
                                : canonicalUser(call.caller().account()));
        if (!listed) {
            call.require(Permission.of(action, objectArn(home, key)));
        }
    }

    public Call call() {
        return call;
    }

    /** Opens and seals in the caller's name. */
    public Sealing sealing() {
        return new Sealing(call, bucketKeys);
    }

    /** How a new object of a bucket is encrypted. */
    public Sealing.Sealed seal(Home home, String key, Asked asked) {
        return sealing().seal(home.bucket().encryption(), bucketArn(home.name()), objectArn(home.name(), key), asked);
    }

    /** Notes that a call concerns a bucket whose requests are watched. */
    private void watch(Home home, Settings settings) {
        if (watched(home) == null) {
            watched = new Watched(site(home), settings, isSource(home), watched);
            call.note(Watched.FOUND + home.name(), watched);
        }
    }

    /**
     * The same for a bucket that the call asks something of and may never get to: whoever writes it down takes what the operation
     * notes instead, if it does.
     */
    public void asks(Home home, Settings settings) {
        if (settings.watched()) {
            call.note(Watched.ASKED + home.name(), new Watched(site(home), settings, isSource(home), null));
        }
    }

    /** Whether the call copies from a bucket into another one. */
    private boolean isSource(Home home) {
        AccessPoint point = home.point();
        return call.head().headers().first("x-amz-copy-source") != null
                && (point == null
                        ? !isAddressed(home.name())
                        : !isAddressed(point.host()) && !isAddressed(point.alias()));
    }

    /** Whether path or host begin with a name. */
    private boolean isAddressed(String name) {
        RequestHead head = call.head();
        return head.path().startsWith("/" + name + "/") || head.host().startsWith(name + ".");
    }

    /** Where to tell what the call does in a bucket, or null when nobody watches it. */
    public @Nullable Watched watched(Home home) {
        Watched each = watched;
        while (each != null && each.site().bucket() != home.bucket().id()) {
            each = each.before();
        }
        return each;
    }

    private Site site(Home home) {
        return new Site(home.scope(), home.bucket().id(), call.partition(), home.account(), home.region(), home.name());
    }

    /** For those who follow what happens in a bucket. Asked for outside transactions. */
    public Journal.Pen pen(Home home) {
        return journal.pen(site(home));
    }

    /** Whether it came as a browser's form. */
    public boolean byForm() {
        return call.head().headers().contains(OF_FORM);
    }

    /** Who makes this call, as events tell it. */
    public Origin origin() {
        InetAddress address = call.head().remote().getAddress();
        boolean nobody = call.caller() instanceof Caller.Anonymous;
        return new Origin(
                nobody ? "Anonymous" : "AWS:" + call.caller().userId(),
                nobody ? "Anonymous" : call.account(),
                address == null ? "127.0.0.1" : address.getHostAddress(),
                call.requestId());
    }

    /** The lifecycle of a bucket, or null. Asked for outside transactions. */
    public @Nullable Lifecycle lifecycle(Home home) {
        return lifecycles.of(home.scope(), home.bucket().id());
    }

    public StateStore store() {
        return store;
    }

    public long now() {
        return call.clock().millis();
    }

    public String bucketArn(String bucket) {
        return "arn:" + call.partition() + ":s3:::" + bucket;
    }

    public String objectArn(String bucket, String key) {
        return bucketArn(bucket) + "/" + key;
    }

    /** The resource of a permission on an object, called as the request calls its bucket. */
    public String objectArn(Home home, String key) {
        return objectArn(called(home), key);
    }

    private String called(Home home) {
        return home.point() == null ? home.name() : home.point().arn(call.partition());
    }

    /** An object's ARN as errors tell it. */
    public String told(Home home, String key) {
        return home.point() == null
                ? objectArn(home.name(), key)
                : home.point().arn(call.partition()) + "/object/" + key;
    }

    /**
     * Finds a bucket. Whether the caller may use it has been decided by what the operation needs.
     *
     * @param expectedOwner the account that {@code x-amz-expected-bucket-owner} names
     */
    public Home home(ReadView view, String bucket, @Nullable String expectedOwner) {
        if (expectedOwner != null && !isAccount(expectedOwner)) {
            throw S3Errors.invalidBucketOwner(expectedOwner);
        }
        Home home = find(view, bucket);
        if (home == null) {
            throw unknown(bucket);
        }
        if (expectedOwner != null && !expectedOwner.equals(home.account())) {
            throw S3Errors.accessDenied();
        }
        found = home;
        Settings settings = settings(home);
        if (settings.watched()) {
            watch(home, settings);
        }
        if (settings.get(Kind.REQUEST_PAYMENT) != null) {
            Payment.require(call, home, settings);
        }
        Acceleration.check(call.head(), bucket, settings);
        return home;
    }

    /** The bucket that {@link #home} has found last. */
    public Home here() {
        return Objects.requireNonNull(found);
    }

    private static boolean isAccount(String text) {
        boolean digits = text.length() == 12;
        for (int i = 0; digits && i < 12; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    /**
     * The bucket of this name, whoever has it, or else the one behind the access point that it names; null when there is neither. A bucket
     * whose own name is like the host of a point comes first.
     */
    public @Nullable Home find(ReadView view, String bucket) {
        Home home = Homes.named(view, store, call.globalScope(), bucket);
        if (home != null) {
            return home;
        }
        AccessPoint point = points().find(view, bucket, call.region());
        return point == null ? null : Homes.behind(view, store, call.globalScope(), point);
    }

    /** The error for what {@link #find} does not find. */
    public static S3Error unknown(String bucket) {
        return bucket.endsWith(AccessPoints.ALIAS)
                ? S3Errors.invalidAccessPointAlias()
                : bucket.startsWith("arn:") ? S3Errors.noSuchAccessPoint(bucket) : S3Errors.noSuchBucket(bucket);
    }

    public AccessPoints points() {
        return new AccessPoints(store, call.partition());
    }

    /** What holds for access to a bucket the way it was found. */
    public Rules rules(Home home) {
        return Rules.of(settings(home), () -> blocked(home));
    }

    /** The public access that account and access point block, whatever the bucket says. */
    private PublicBlock blocked(Home home) {
        PublicBlock blocked = blockOf(home.account());
        AccessPoint point = home.point();
        if (point == null) {
            return blocked;
        }
        PublicBlock ofPoint = point.block().or(blocked);
        return point.account().equals(home.account()) ? ofPoint : ofPoint.or(blockOf(point.account()));
    }

    /** The public access that an account blocks. */
    public PublicBlock blockOf(String account) {
        PublicBlock block = store.read(view -> points().block(view, account));
        return block == null ? PublicBlock.NONE : block;
    }

    /** Something is written into a bucket that {@link #confirm} was not asked for. */
    public void changes(Transaction tx, Home home) {
        journal.stirring().stir(tx, home.scope(), home.bucket().id());
    }

    /** Inside a transaction that shares the bucket's lock: the bucket as it is now, if it is still the one that was found. */
    public Home confirm(Transaction tx, Home home) {
        BucketRow row = tx.get(BucketTables.BUCKETS, home.scope(), home.name());
        if (row == null || row.id() != home.bucket().id()) {
            throw S3Errors.noSuchBucket(home.name());
        }
        changes(tx, home);
        return home.with(row);
    }

    /** The error for a key that is not there: a caller who may not list must not learn even that. */
    public S3Error missing(Home home, String key) {
        call.require(listing(called(home), key));
        return S3Errors.noSuchKey(key);
    }

    /** What one needs to be told that a key is not there: to list what begins with it. */
    public Permission listing(String bucket, String key) {
        return Permission.of("s3:ListBucket", bucketArn(bucket)).with(Map.of("s3:prefix", List.of(key)));
    }

    /** A stable 64-digit canonical user id for an account. */
    public static String canonicalUser(String account) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("canonical user " + account).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}

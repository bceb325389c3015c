package dev.kagemusha.s3.access;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.policy.ConditionKeys;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.ResourceGrant;
import dev.kagemusha.policy.ResourcePolicyUse;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.bucket.BucketTags;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Rules;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.ResourcePolicies;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a bucket's side says to a permission (user guide, "How Amazon S3 authorizes a request"). The order: a bucket that is not there
 * is told to everyone; then policy and ACL are read as far as the bucket's rules let them count. The engine decides over them.
 *
 * <p>A request of the owner's account to a bucket with nothing configured is answered without reading a document.
 */
public final class BucketAccess implements ResourcePolicies {
    private static final String PREFIX = ":s3:::";
    private static final String CREATE = "s3:CreateBucket";
    private static final String READ = "s3:GetObject";
    private static final String ANY = "*";

    /** What the owner's root can do whatever the bucket policy says, so that nobody is locked out for good. */
    private static final Set<String> ROOT_ALWAYS =
            Set.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

    private static final String HEADER_KEY = "s3:x-amz-";
    private static final String REQUESTED_TAG = "s3:requestobjecttag/";
    private static final String EXISTING_TAG = "s3:existingobjecttag/";
    private static final String BUCKET_TAG = "s3:buckettag/";
    private static final String RESOURCE_TAG = "aws:resourcetag/";

    private final Configurations configurations;
    private final Function<Call, S3Call> calls;
    private final Documents documents = new Documents();

    public BucketAccess(Configurations configurations, Function<Call, S3Call> calls) {
        this.configurations = configurations;
        this.calls = calls;
    }

    @Override
    public @Nullable Policy of(Call call, dev.kagemusha.service.Permission permission) {
        return side(call, permission).policy();
    }

    @Override
    public String canonicalUser(String account) {
        return S3Call.canonicalUser(account);
    }

    @Override
    public Side side(Call call, dev.kagemusha.service.Permission permission) {
        Place place = Place.of(permission);
        String bucket = place.bucket();
        String key = place.key();
        if (bucket.isEmpty() || bucket.equals(ANY) || permission.action().equals(CREATE)) {
            return new Side(null, ResourcePolicyUse.OPTIONAL, ResourceGrant.NONE);
        }
        S3Call s3 = calls.apply(call);
        Home home = s3.store().read(view -> s3.find(view, bucket));
        if (home == null && permission.resourceAccount() != null) {
            return new Side(null, ResourcePolicyUse.OPTIONAL, ResourceGrant.NONE); // it is just being made
        }
        if (home == null) {
            throw S3Call.unknown(bucket);
        }
        AccessPoint point = home.point();
        return point == null
                ? side(s3, permission, home, key)
                : new Doorway(s3, home, point, documents).side(permission, key, new Found(s3, home, key));
    }

    /** Who may list a bucket is told what is not in it, whether or not he may read what is. */
    @Override
    public void refused(
            Call call,
            dev.kagemusha.service.Permission permission,
            Predicate<dev.kagemusha.service.Permission> allowed) {
        Place place = Place.of(permission);
        String key = place.key();
        if (key != null && permission.action().equals(READ)) {
            S3Call s3 = calls.apply(call);
            if (allowed.test(s3.listing(place.bucket(), key))) {
                Versioned.find(s3, place.bucket(), key, null, null);
            }
        }
    }

    /** What a resource names: a bucket as the request calls it, and an object in it or none. */
    private record Place(String bucket, @Nullable String key) {
        static Place of(dev.kagemusha.service.Permission permission) {
            String arn = permission.resource();
            int at = arn.indexOf(PREFIX);
            String path = at < 0 ? "" : arn.substring(at + PREFIX.length());
            int slash = path.startsWith("arn:") ? AccessPoints.endOfArn(path) : path.indexOf('/');
            return new Place(
                    slash < 0 ? path : path.substring(0, slash),
                    slash < 0 || slash == path.length() ? null : path.substring(slash + 1));
        }
    }

    private Side side(S3Call s3, dev.kagemusha.service.Permission permission, Home home, @Nullable String key) {
        String action = permission.action();
        Caller caller = s3.call().caller();
        Settings settings = configurations.of(home.scope(), home.bucket().id());
        s3.asks(home, settings);
        Found found = new Found(s3, home, key);
        boolean own = caller.account().equals(home.account());
        if (own && caller instanceof Caller.Root && ROOT_ALWAYS.contains(action)) {
            return found.side(null, ResourceGrant.NONE);
        }
        Rules rules = s3.rules(home);
        String text = settings.get(Kind.POLICY);
        Documents.Document document = text == null ? null : documents.get(text);
        Policy policy = document == null ? null : document.policy();
        boolean strange = !own && !(caller instanceof Caller.ServicePrincipal);
        if (document != null && document.isPublic() && strange && rules.restrictsPublicBuckets()) {
            policy = document.denials();
        }
        if (rules.enforcesOwner()) {
            return found.side(policy, ResourceGrant.NONE);
        }
        String canonical = caller.account().isEmpty() ? "" : S3Call.canonicalUser(caller.account());
        boolean ownersObject = true;
        Acl acl = null;
        software.amazon.awssdk.services.s3.model.Permission needed = AclPermissions.ofObject(action);
        if (key != null && needed != null) {
            StoredObject object = found.object();
            if (object != null) {
                String owner = object.description().access().owner();
                ownersObject = owner == null || owner.equals(S3Call.canonicalUser(home.account()));
                acl = object.description().access().acl();
            } else {
                // who may list the bucket by its list is told that there is no such object
                needed = AclPermissions.ofBucket("s3:ListBucket");
                acl = settings.get(Kind.ACL);
            }
        } else {
            needed = AclPermissions.ofBucket(action);
            acl = settings.get(Kind.ACL);
        }
        if (!ownersObject && document != null) {
            policy = document.denials(); // the bucket's owner cannot give away what is not his
        }
        ResourceGrant grant = ResourceGrant.NONE;
        if (needed != null && acl != null) {
            boolean ignored = rules.ignoresPublicAcls() || Doorway.ignoresPublicAcls(s3, permission);
            Acl counted = ignored ? acl.withoutPublic() : acl;
            if (counted.grants(needed, canonical)) {
                grant = counted.names(needed, canonical) ? ResourceGrant.ACCOUNT : ResourceGrant.DIRECT;
                s3.call().note("granted by ACL", needed.toString());
            }
        }
        return ownersObject ? found.side(policy, grant) : found.strangersObject(policy, grant);
    }

    /** The resource of one permission; what conditions ask of it is read when they do. */
    private static final class Found implements ConditionKeys {
        private final S3Call s3;
        private final Home home;
        private final @Nullable String key;
        private boolean looked;
        private @Nullable StoredObject object;

        Found(S3Call s3, Home home, @Nullable String key) {
            this.s3 = s3;
            this.home = home;
            this.key = key;
        }

        Side side(@Nullable Policy policy, ResourceGrant grant) {
            return new Side(policy, ResourcePolicyUse.OPTIONAL, grant, this, home.account());
        }

        /** An object of another account than the bucket's: its owner alone decides, and to S3 that is an account without a number. */
        Side strangersObject(@Nullable Policy policy, ResourceGrant grant) {
            StoredObject there = object();
            String owner = there == null ? null : there.description().access().owner();
            String caller = s3.call().caller().account();
            boolean own = !caller.isEmpty() && S3Call.canonicalUser(caller).equals(owner);
            return new Side(policy, ResourcePolicyUse.OPTIONAL, grant, this, own ? caller : ANY);
        }

        /** The version that the request names, if it can be one. */
        private static @Nullable String version(RequestHead head) {
            String asked = head.query().contains("versionId=")
                    ? QueryString.parse(head.query()).first("versionId")
                    : null;
            return asked != null && Version.formed(asked) ? asked : null;
        }

        @Nullable
        StoredObject object() {
            String wanted = key;
            if (!looked && wanted != null) {
                String asked = version(s3.call().head());
                Versioned version = s3.store().read(view -> Versioned.find(view, home, wanted, asked));
                object = version == null ? null : version.object();
            }
            looked = true;
            return object;
        }

        @Override
        public List<String> values(String name) {
            if (name.startsWith(HEADER_KEY)) {
                String header = s3.call().head().headers().first(name.substring(3));
                return header == null ? List.of() : List.of(header);
            }
            if (name.startsWith(REQUESTED_TAG)) {
                return requested(name.substring(REQUESTED_TAG.length()));
            }
            if (name.startsWith(EXISTING_TAG)) {
                return tag(name.substring(EXISTING_TAG.length()));
            }
            if (name.startsWith(BUCKET_TAG)) {
                return bucketTag(name.substring(BUCKET_TAG.length()));
            }
            if (name.startsWith(RESOURCE_TAG)) {
                // an object's tags have a key of their own
                return key == null ? bucketTag(name.substring(RESOURCE_TAG.length())) : List.of();
            }
            return switch (name) {
                case "aws:resourceaccount", "s3:resourceaccount" -> List.of(home.account());
                case "s3:requestobjecttagkeys" -> requested("");
                case "s3:authtype" -> authentication(s3.call().head());
                case "s3:signatureversion" ->
                    s3.call().caller() instanceof Caller.Anonymous ? List.of() : List.of("AWS4-HMAC-SHA256");
                case "s3:tlsversion" -> tls(s3.call().head().tls());
                default -> List.of();
            };
        }

        private static List<String> tls(RequestHead.@Nullable Tls tls) {
            return tls == null ? List.of() : List.of(tls.version());
        }

        /** The value of a tag in the request's header; for an empty name the names of all. */
        private List<String> requested(String name) {
            String header = s3.call().head().headers().first("x-amz-tagging");
            QueryString tags = QueryString.parse(header == null ? "" : header);
            List<String> found = new ArrayList<>();
            for (int i = 0; i < tags.size(); i++) {
                if (name.isEmpty()) {
                    found.add(tags.name(i));
                } else if (tags.name(i).equalsIgnoreCase(name)) {
                    found.add(tags.value(i));
                }
            }
            return found;
        }

        private List<String> bucketTag(String name) {
            String value = BucketTags.value(s3.settings(home), name);
            return value == null ? List.of() : List.of(value);
        }

        private List<String> tag(String name) {
            StoredObject there = object();
            if (there != null) {
                for (Map.Entry<String, String> tag : there.description().tags().entrySet()) {
                    if (tag.getKey().equalsIgnoreCase(name)) {
                        return List.of(tag.getValue());
                    }
                }
            }
            return List.of();
        }
    }

    private static List<String> authentication(RequestHead head) {
        if (head.headers().contains("authorization")) {
            return List.of("REST-HEADER");
        }
        boolean presigned =
                head.query().contains("X-Amz-Signature=") || head.query().contains("Signature=");
        return presigned ? List.of("REST-QUERY-STRING") : List.of();
    }
}

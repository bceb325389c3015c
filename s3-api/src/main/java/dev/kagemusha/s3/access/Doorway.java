package dev.kagemusha.s3.access;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.policy.ConditionKeys;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.ResourceGrant;
import dev.kagemusha.policy.ResourcePolicyUse;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.ResourcePolicies;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an access point says to a permission asked for through it (user guide, "Configuring IAM policies for using access points"). Two
 * decisions follow: over the point, by its own ARN and policy, and then over the bucket, whose policy is asked as for any request but
 * can tell by conditions which point was used. Within one account either decision is taken by the caller's own permissions too, so that a
 * point needs no policy and narrows nobody without a deny.
 */
final class Doorway {
    private static final String POINT_ARN = "s3:DataAccessPointArn";
    private static final String VPC_ENDPOINT = "vpce-";

    /** User guide, "Access point compatibility": each operation on objects, and few on buckets. */
    private static final Set<String> SUPPORTED = Set.of(
            "s3:AbortMultipartUpload",
            "s3:BypassGovernanceRetention",
            "s3:DeleteObject",
            "s3:DeleteObjectTagging",
            "s3:DeleteObjectVersion",
            "s3:DeleteObjectVersionTagging",
            "s3:GetBucketAcl",
            "s3:GetBucketCORS",
            "s3:GetBucketLocation",
            "s3:GetBucketNotification",
            "s3:GetBucketPolicy",
            "s3:GetObject",
            "s3:GetObjectAcl",
            "s3:GetObjectAttributes",
            "s3:GetObjectLegalHold",
            "s3:GetObjectRetention",
            "s3:GetObjectTagging",
            "s3:GetObjectVersion",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionAttributes",
            "s3:GetObjectVersionTagging",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
            "s3:PutObjectAcl",
            "s3:PutObjectLegalHold",
            "s3:PutObjectRetention",
            "s3:PutObjectTagging",
            "s3:PutObjectVersionAcl",
            "s3:PutObjectVersionTagging",
            "s3:RestoreObject");

    private final S3Call s3;
    private final Home home;
    private final AccessPoint point;
    private final Documents documents;

    Doorway(S3Call s3, Home home, AccessPoint point, Documents documents) {
        this.s3 = s3;
        this.home = home;
        this.point = point;
        this.documents = documents;
    }

    /**
     * The side of the point, with the bucket's behind it.
     *
     * @throws S3Error MethodNotAllowed for what no point does, AccessDenied where the request comes from another network or nobody
     */
    ResourcePolicies.Side side(Permission permission, @Nullable String key, ConditionKeys ofObject) {
        String arn = point.arn(s3.call().partition());
        s3.call().note(Watched.ACCESS_POINT, arn);
        s3.asks(home, s3.settings(home));
        if (!SUPPORTED.contains(permission.action())) {
            throw S3Errors.methodNotAllowed(s3.call().head().method());
        }
        String endpoint = endpoint(s3.call().head().host());
        if (point.vpc() != null && endpoint == null) {
            throw S3Errors.accessDenied();
        }
        if (s3.call().caller() instanceof Caller.Anonymous) {
            throw S3Errors.accessDenied();
        }
        Map<String, List<String>> keys = new HashMap<>(permission.keys());
        keys.put(POINT_ARN, List.of(arn));
        keys.put("s3:DataAccessPointAccount", List.of(point.account()));
        keys.put("s3:AccessPointNetworkOrigin", List.of(point.origin()));
        if (endpoint != null) {
            keys.put("aws:SourceVpce", List.of(endpoint));
            if (point.vpc() != null) {
                keys.put("aws:SourceVpc", List.of(point.vpc()));
            }
        }
        String below = key == null ? "" : "/" + key;
        return new ResourcePolicies.Side(
                policy(),
                ResourcePolicyUse.OPTIONAL,
                ResourceGrant.NONE,
                ConditionKeys.of(keys).or(ofObject),
                point.account(),
                key == null ? arn : arn + "/object" + below,
                new Permission(
                        permission.action(), s3.bucketArn(home.name()) + below, permission.resourceAccount(), keys));
    }

    /** The point's policy as far as it counts: a public one lets no other account in where that is restricted. */
    private @Nullable Policy policy() {
        if (point.policy() == null) {
            return null;
        }
        Documents.Document document = documents.get(point.policy());
        Caller caller = s3.call().caller();
        boolean strange = !caller.account().equals(point.account()) && !(caller instanceof Caller.ServicePrincipal);
        boolean restricted = strange
                && document.isPublic()
                && (point.block().restrict() || s3.blockOf(point.account()).restrict());
        return restricted ? document.denials() : document.policy();
    }

    /** Whether the point that a permission is asked through has public ACLs ignored. */
    static boolean ignoresPublicAcls(S3Call s3, Permission permission) {
        List<String> arn = permission.keys().get(POINT_ARN);
        Home through = arn == null ? null : s3.store().read(view -> s3.find(view, arn.getFirst()));
        return through != null && s3.rules(through).ignoresPublicAcls();
    }

    /** The endpoint of a private network that a host names, for example {@code vpce-1a2b3c4d}, or null on the Internet. */
    private static @Nullable String endpoint(String host) {
        int at = host.indexOf("." + VPC_ENDPOINT) + 1;
        if (at == 0 || !host.contains(".vpce.")) {
            return null;
        }
        int end = at + VPC_ENDPOINT.length();
        while (end < host.length() && Character.isLetterOrDigit(host.charAt(end))) {
            end++;
        }
        return host.substring(at, end);
    }
}

package dev.kagemusha.s3.acl;

import dev.kagemusha.state.ValueCodec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Permission;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An access control list. Its owner is whoever owns the bucket or object that has it, and always may read and write the list
 * itself (user guide, "Access control list overview").
 */
public record Acl(List<Grant> grants) {
    /** More than this many grants are refused. */
    public static final int LIMIT = 100;

    public Acl {
        grants = List.copyOf(grants);
    }

    /** One grant. */
    public record Grant(Grantee grantee, Permission permission) {}

    /** The owner alone, with everything. */
    public static Acl ofOwner(String owner) {
        return new Acl(List.of(full(owner)));
    }

    private static Grant full(String canonicalId) {
        return new Grant(Grantee.user(canonicalId), Permission.FULL_CONTROL);
    }

    /**
     * What a canned ACL stands for.
     *
     * @param owner canonical id of the owner of what it is put on
     * @param bucketOwner null when it is put on a bucket
     * @return null when there is no such canned ACL for a bucket, or for an object
     */
    public static @Nullable Acl canned(String name, String owner, @Nullable String bucketOwner) {
        List<Grant> grants = new ArrayList<>();
        grants.add(full(owner));
        switch (name) {
            case "private" -> {}
            case "public-read" -> grants.add(new Grant(Grantee.ALL_USERS, Permission.READ));
            case "public-read-write" -> {
                grants.add(new Grant(Grantee.ALL_USERS, Permission.READ));
                grants.add(new Grant(Grantee.ALL_USERS, Permission.WRITE));
            }
            case "authenticated-read" -> grants.add(new Grant(Grantee.AUTHENTICATED_USERS, Permission.READ));
            case "aws-exec-read" -> grants.add(new Grant(Grantee.EC2, Permission.READ));
            case "log-delivery-write" -> {
                if (bucketOwner != null) {
                    return null;
                }
                grants.add(new Grant(Grantee.LOG_DELIVERY, Permission.WRITE));
                grants.add(new Grant(Grantee.LOG_DELIVERY, Permission.READ_ACP));
            }
            case "bucket-owner-read", "bucket-owner-full-control" -> {
                // On a bucket they mean nothing: AWS takes them and leaves the list private.
                if (bucketOwner != null && !bucketOwner.equals(owner)) {
                    grants.add(
                            name.equals("bucket-owner-read")
                                    ? new Grant(Grantee.user(bucketOwner), Permission.READ)
                                    : full(bucketOwner));
                }
            }
            default -> {
                return null;
            }
        }
        return new Acl(grants);
    }

    /**
     * Whether a caller is granted this permission.
     *
     * @param canonicalId of the caller's account; empty for anonymous callers
     */
    public boolean grants(Permission permission, String canonicalId) {
        for (int i = 0; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            if ((grant.permission() == permission || grant.permission() == Permission.FULL_CONTROL)
                    && grant.grantee().means(canonicalId)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it grants this permission to the account itself, not only to a group that it is in. */
    public boolean names(Permission permission, String canonicalId) {
        for (Grant grant : grants) {
            if (!grant.grantee().group()
                    && grant.grantee().name().equals(canonicalId)
                    && (grant.permission() == permission || grant.permission() == Permission.FULL_CONTROL)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it grants anything to everyone, or to everyone who signs. */
    public boolean isPublic() {
        for (Grant grant : grants) {
            if (grant.grantee().isPublic()) {
                return true;
            }
        }
        return false;
    }

    /** The same without what it grants to everyone: what is left of it under {@code IgnorePublicAcls}. */
    public Acl withoutPublic() {
        List<Grant> left = new ArrayList<>();
        for (Grant grant : grants) {
            if (!grant.grantee().isPublic()) {
                left.add(grant);
            }
        }
        return new Acl(left);
    }

    /** Whether it leaves everything to this owner and names nobody else. */
    public boolean isPrivate(String owner) {
        return grants.size() == 1 && grants.getFirst().equals(full(owner));
    }

    /** As text: a line for each grant, of permission, {@code u} or {@code g}, and name. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Grant grant : grants) {
            out.append(grant.permission())
                    .append(grant.grantee().group() ? " g " : " u ")
                    .append(grant.grantee().name())
                    .append('\n');
        }
        return out.toString();
    }

    /** What {@link #text} wrote. */
    public static Acl parse(String text) {
        List<Grant> grants = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            int space = text.indexOf(' ', at);
            Permission permission = Permission.fromValue(text.substring(at, space));
            boolean group = text.charAt(space + 1) == 'g';
            grants.add(new Grant(new Grantee(group, text.substring(space + 3, end)), permission));
            at = end + 1;
        }
        return new Acl(grants);
    }

    /** Writes lists as text. */
    public static final class Codec implements ValueCodec<Acl> {
        @Override
        public byte[] encode(Acl value) {
            return value.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Acl decode(byte[] bytes) {
            return parse(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}

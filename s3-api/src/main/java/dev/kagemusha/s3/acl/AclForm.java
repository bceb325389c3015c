package dev.kagemusha.s3.acl;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

import java.util.ArrayList;
import java.util.List;

/**
 * An ACL as a request gives it: the name of a canned one, a header for each permission, or XML; one of the three.
 *
 * @param canned {@code x-amz-acl}
 * @param headers the values of {@code x-amz-grant-*}
 */
public record AclForm(@Nullable String canned, Headers headers) {
    /** The grant headers, each a list such as {@code id="…", uri="…"}. */
    public record Headers(
            @Nullable String fullControl,
            @Nullable String read,
            @Nullable String readAcp,
            @Nullable String write,
            @Nullable String writeAcp) {
        boolean present() {
            return fullControl != null || read != null || readAcp != null || write != null || writeAcp != null;
        }
    }

    /** Whether the request says anything of an ACL in its headers. */
    public boolean present() {
        return canned != null || headers.present();
    }

    /**
     * Whether a bucket whose owner owns all takes it all the same: {@code bucket-owner-full-control} is what it gives anyway, the only
     * list that it knows (user guide, "Disabling ACLs").
     */
    public boolean harmless() {
        return !headers.present() && (canned == null || canned.equals("bucket-owner-full-control"));
    }

    /** Whether it asks for nothing but the owner's control, which a bucket in the making may have said of it. */
    public boolean isPrivate() {
        return !headers.present() && (canned == null || canned.equals("private"));
    }

    /**
     * The list that the headers ask for; the owner's alone when they ask for none.
     *
     * @param owner canonical id of the owner of what it is put on
     * @param bucketOwner null when it is put on a bucket
     */
    public Acl acl(String owner, @Nullable String bucketOwner) {
        if (canned != null && headers.present()) {
            throw S3Errors.invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
        }
        if (canned != null) {
            Acl acl = Acl.canned(canned, owner, bucketOwner);
            if (acl == null) {
                throw S3Errors.invalidArgument("", "x-amz-acl", canned);
            }
            return acl;
        }
        if (!headers.present()) {
            return Acl.ofOwner(owner);
        }
        List<Acl.Grant> grants = new ArrayList<>();
        add(grants, Permission.FULL_CONTROL, headers.fullControl());
        add(grants, Permission.READ, headers.read());
        add(grants, Permission.READ_ACP, headers.readAcp());
        add(grants, Permission.WRITE, headers.write());
        add(grants, Permission.WRITE_ACP, headers.writeAcp());
        return limited(grants);
    }

    private static Acl limited(List<Acl.Grant> grants) {
        if (grants.size() > Acl.LIMIT) {
            throw AccessErrors.malformedAcl();
        }
        return new Acl(grants);
    }

    private static void add(List<Acl.Grant> grants, Permission permission, @Nullable String header) {
        if (header == null || header.isBlank()) {
            return;
        }
        for (String one : header.split(",", -1)) {
            int equals = one.indexOf('=');
            if (equals < 0) {
                throw badForm(header);
            }
            String value = one.substring(equals + 1).strip();
            if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            grants.add(
                    switch (one.substring(0, equals).strip()) {
                        case "id" -> new Acl.Grant(user(value, "id"), permission);
                        case "uri" -> new Acl.Grant(group(value, "uri"), permission);
                        case "emailAddress" -> throw AccessErrors.unresolvableEmail();
                        default -> throw badForm(header);
                    });
        }
    }

    private static RuntimeException badForm(String header) {
        return S3Errors.invalidArgument("Argument format not recognized", "x-amz-grant", header);
    }

    private static Grantee user(String id, String argument) {
        Grantee user = Grantee.user(id);
        if (!user.isPossible()) {
            throw S3Errors.invalidArgument("Invalid id", argument, id);
        }
        return user;
    }

    private static Grantee group(String uri, String argument) {
        Grantee group = new Grantee(true, uri);
        if (!group.isPossible()) {
            throw S3Errors.invalidArgument("Invalid group uri", argument, uri);
        }
        return group;
    }

    /**
     * The list that XML asks for.
     *
     * @param owner canonical id of the owner, which the XML must name: no list changes hands
     */
    public static Acl read(AccessControlPolicy policy, String owner) {
        Owner named = policy.owner();
        if (named == null || named.id() == null || !policy.hasGrants()) {
            throw AccessErrors.malformedAcl();
        }
        if (!named.id().equals(owner)) {
            throw S3Errors.accessDenied();
        }
        List<Acl.Grant> grants = new ArrayList<>();
        for (Grant grant : policy.grants()) {
            if (grant.grantee() == null
                    || grant.permission() == null
                    || grant.permission() == Permission.UNKNOWN_TO_SDK_VERSION) {
                throw AccessErrors.malformedAcl();
            }
            grants.add(new Acl.Grant(grantee(grant.grantee()), grant.permission()));
        }
        return limited(grants);
    }

    private static Grantee grantee(software.amazon.awssdk.services.s3.model.Grantee grantee) {
        Type type = grantee.type();
        if (type == Type.CANONICAL_USER && grantee.id() != null) {
            return user(grantee.id(), "CanonicalUser/ID");
        }
        if (type == Type.GROUP && grantee.uri() != null) {
            return group(grantee.uri(), "Group/URI");
        }
        if (type == Type.AMAZON_CUSTOMER_BY_EMAIL && grantee.emailAddress() != null) {
            throw AccessErrors.unresolvableEmail();
        }
        throw AccessErrors.malformedAcl();
    }

    /** A list as GetBucketAcl and GetObjectAcl show it. */
    public static List<Grant> show(Acl acl) {
        List<Grant> shown = new ArrayList<>();
        for (Acl.Grant grant : acl.grants()) {
            Grantee to = grant.grantee();
            shown.add(Grant.builder()
                    .permission(grant.permission())
                    .grantee(g -> g.type(to.group() ? Type.GROUP : Type.CANONICAL_USER)
                            .id(to.group() ? null : to.name())
                            .uri(to.group() ? to.name() : null))
                    .build());
        }
        return shown;
    }
}

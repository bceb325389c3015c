package dev.kagemusha.s3.access;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AccessErrors;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Rules;
import dev.kagemusha.s3.document.Desk;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Versioned;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;

/** The ACLs of buckets and objects, put and shown. */
public final class Lists implements Chapter {
    private final Desk desk;

    public Lists(Desk desk) {
        this.desk = desk;
    }

    @Override
    public GetBucketAclResponse getBucketAcl(GetBucketAclRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        String owner = S3Call.canonicalUser(home.account());
        Acl acl = desk.settings(home).get(Kind.ACL);
        return GetBucketAclResponse.builder()
                .owner(o -> o.id(owner))
                .grants(AclForm.show(acl == null ? Acl.ofOwner(owner) : acl))
                .build();
    }

    @Override
    public PutBucketAclResponse putBucketAcl(PutBucketAclRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Rules rules = desk.call().rules(home);
        String owner = S3Call.canonicalUser(home.account());
        AclForm form = new AclForm(
                request.aclAsString(),
                new AclForm.Headers(
                        request.grantFullControl(),
                        request.grantRead(),
                        request.grantReadACP(),
                        request.grantWrite(),
                        request.grantWriteACP()));
        Acl acl = asked(form, request.accessControlPolicy(), owner, null);
        allow(rules, form, acl, owner, owner, "s3:PutBucketAcl", desk.call().bucketArn(home.name()));
        desk.put(home, Kind.ACL, acl);
        return PutBucketAclResponse.builder().build();
    }

    private static Acl asked(
            AclForm form, @Nullable AccessControlPolicy xml, String owner, @Nullable String bucketOwner) {
        if (xml == null) {
            if (!form.present()) {
                throw AccessErrors.noAclGiven();
            }
            return form.acl(owner, bucketOwner);
        }
        if (form.present()) {
            throw AccessErrors.twoAcls();
        }
        return AclForm.read(xml, owner);
    }

    private void allow(
            Rules rules, AclForm form, Acl acl, String owner, String bucketOwner, String action, String resource) {
        if (rules.enforcesOwner()) {
            boolean asItIs = form.present() ? form.harmless() : acl.isPrivate(owner) && owner.equals(bucketOwner);
            if (!asItIs) {
                throw S3Errors.accessControlListNotSupported();
            }
        }
        if (rules.blocksPublicAcls() && acl.isPublic()) {
            throw AccessErrors.publicAclsBlocked(desk.call().call(), action, resource);
        }
    }

    @Override
    public GetObjectAclResponse getObjectAcl(GetObjectAclRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        StoredObject object = Versioned.find(
                        desk.call(),
                        request.bucket(),
                        request.key(),
                        request.versionId(),
                        request.expectedBucketOwner())
                .stored();
        ObjectAccess access = desk.call().rules(home).enforcesOwner()
                ? ObjectAccess.OF_BUCKET_OWNER
                : object.description().access();
        String owner = access.owner(S3Call.canonicalUser(home.account()));
        Acl acl = access.acl();
        return GetObjectAclResponse.builder()
                .owner(o -> o.id(owner))
                .grants(AclForm.show(acl == null ? Acl.ofOwner(owner) : acl))
                .build();
    }

    @Override
    public PutObjectAclResponse putObjectAcl(PutObjectAclRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        Rules rules = desk.call().rules(home);
        String bucketOwner = S3Call.canonicalUser(home.account());
        StoredObject object = Versioned.find(
                        desk.call(),
                        request.bucket(),
                        request.key(),
                        request.versionId(),
                        request.expectedBucketOwner())
                .stored();
        String owner = object.description().access().owner(bucketOwner);
        AclForm form = new AclForm(
                request.aclAsString(),
                new AclForm.Headers(
                        request.grantFullControl(),
                        request.grantRead(),
                        request.grantReadACP(),
                        request.grantWrite(),
                        request.grantWriteACP()));
        Acl acl = asked(form, request.accessControlPolicy(), owner, bucketOwner);
        allow(
                rules,
                form,
                acl,
                owner,
                bucketOwner,
                "s3:PutObjectAcl",
                desk.call().told(home, request.key()));
        if (rules.enforcesOwner()) {
            return PutObjectAclResponse.builder().build();
        }
        Shelf.change(
                desk.call(),
                home,
                request.key(),
                request.versionId(),
                Happening.ACL_PUT,
                now -> now.withDescription(
                        now.description().withAccess(now.description().access().withAcl(acl))));
        return PutObjectAclResponse.builder().build();
    }
}

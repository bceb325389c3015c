package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AccessErrors;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Rules;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;

/**
 * How a new bucket is guarded: as its request says, else as AWS makes buckets since April 2023, or as it made them before.
 *
 * @param openAsBefore whether public access is not blocked
 * @param ownership what the request says; null when it says nothing
 * @param acl null when it is private
 */
record NewAccess(
        boolean openAsBefore,
        @Nullable ObjectOwnership ownership,
        @Nullable Acl acl) {
    static NewAccess of(S3Call call, CreateBucketRequest request, boolean openAsBefore) {
        ObjectOwnership ownership = request.objectOwnership();
        if (ownership == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.invalidArgument(
                    "Invalid x-amz-object-ownership header: " + request.objectOwnershipAsString(),
                    "x-amz-object-ownership",
                    request.objectOwnershipAsString());
        }
        AclForm form = new AclForm(
                request.aclAsString(),
                new AclForm.Headers(
                        request.grantFullControl(),
                        request.grantRead(),
                        request.grantReadACP(),
                        request.grantWrite(),
                        request.grantWriteACP()));
        boolean enforced = ownership == null ? !openAsBefore : ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED;
        if (enforced && !form.harmless() && !form.isPrivate()) {
            throw S3Errors.bucketAclNeedsOwnership();
        }
        String owner = S3Call.canonicalUser(call.call().account());
        Acl acl = form.acl(owner, null);
        if (acl.isPublic()
                && (!openAsBefore || call.blockOf(call.call().account()).blockAcls())) {
            throw AccessErrors.publicAclsBlocked(call.call(), "s3:CreateBucket", call.bucketArn(request.bucket()));
        }
        return new NewAccess(openAsBefore, ownership, acl.isPrivate(owner) ? null : acl);
    }

    void write(Transaction tx, Configurations configurations, int scope, long bucket) {
        if (openAsBefore) {
            configurations.put(tx, scope, bucket, Kind.PUBLIC_ACCESS, Rules.NO_BLOCK);
        }
        if (ownership != null || openAsBefore) {
            OwnershipControls controls = ownership == null
                    ? Rules.NO_CONTROLS
                    : OwnershipControls.builder()
                            .rules(OwnershipControlsRule.builder()
                                    .objectOwnership(ownership)
                                    .build())
                            .build();
            configurations.put(tx, scope, bucket, Kind.OWNERSHIP, controls);
        }
        if (acl != null) {
            configurations.put(tx, scope, bucket, Kind.ACL, acl);
        }
    }

    /** Creating one's own bucket again gives it the ACL of the second request. */
    void renew(Transaction tx, Configurations configurations, Home there) {
        if (acl == null) {
            configurations.delete(tx, there.scope(), there.bucket().id(), Kind.ACL);
        } else {
            configurations.put(tx, there.scope(), there.bucket().id(), Kind.ACL, acl);
        }
    }
}

package dev.kagemusha.s3.access;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AccessErrors;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Rules;
import dev.kagemusha.s3.document.Desk;
import dev.kagemusha.s3.document.Schema;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;

/** Object ownership and public access blocks: what lets policies and ACLs count. */
public final class Guards implements Chapter {
    private final Desk desk;
    private final Schema schema;

    public Guards(Desk desk, Schema schema) {
        this.desk = desk;
        this.schema = schema;
    }

    @Override
    public PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        PublicAccessBlockConfiguration given = schema.check(request.publicAccessBlockConfiguration());
        desk.put(
                home,
                Kind.PUBLIC_ACCESS,
                PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(Boolean.TRUE.equals(given.blockPublicAcls()))
                        .ignorePublicAcls(Boolean.TRUE.equals(given.ignorePublicAcls()))
                        .blockPublicPolicy(Boolean.TRUE.equals(given.blockPublicPolicy()))
                        .restrictPublicBuckets(Boolean.TRUE.equals(given.restrictPublicBuckets()))
                        .build());
        return PutPublicAccessBlockResponse.builder().build();
    }

    @Override
    public GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        PublicAccessBlockConfiguration block = desk.settings(home).get(Kind.PUBLIC_ACCESS);
        if (Rules.NO_BLOCK.equals(block)) {
            throw AccessErrors.noBlock(home.name());
        }
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(block == null ? Rules.ALL : block)
                .build();
    }

    @Override
    public DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        desk.put(home, Kind.PUBLIC_ACCESS, Rules.NO_BLOCK);
        return DeletePublicAccessBlockResponse.builder().build();
    }

    @Override
    public PutBucketOwnershipControlsResponse putBucketOwnershipControls(PutBucketOwnershipControlsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        OwnershipControls given = schema.check(request.ownershipControls());
        if (given.rules().size() != 1) {
            throw S3Errors.malformedXml();
        }
        Acl acl = desk.settings(home).get(Kind.ACL);
        if (given.rules().getFirst().objectOwnership() == ObjectOwnership.BUCKET_OWNER_ENFORCED
                && acl != null
                && !acl.isPrivate(S3Call.canonicalUser(home.account()))) {
            throw S3Errors.bucketAclNeedsOwnership();
        }
        desk.put(home, Kind.OWNERSHIP, given);
        return PutBucketOwnershipControlsResponse.builder().build();
    }

    @Override
    public GetBucketOwnershipControlsResponse getBucketOwnershipControls(GetBucketOwnershipControlsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        OwnershipControls controls = desk.settings(home).get(Kind.OWNERSHIP);
        if (Rules.NO_CONTROLS.equals(controls)) {
            throw AccessErrors.noControls(home.name());
        }
        return GetBucketOwnershipControlsResponse.builder()
                .ownershipControls(
                        controls == null
                                ? OwnershipControls.builder()
                                        .rules(OwnershipControlsRule.builder()
                                                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                                                .build())
                                        .build()
                                : controls)
                .build();
    }

    @Override
    public DeleteBucketOwnershipControlsResponse deleteBucketOwnershipControls(
            DeleteBucketOwnershipControlsRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        desk.put(home, Kind.OWNERSHIP, Rules.NO_CONTROLS);
        return DeleteBucketOwnershipControlsResponse.builder().build();
    }
}

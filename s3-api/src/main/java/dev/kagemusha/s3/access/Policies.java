package dev.kagemusha.s3.access;

import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PublicAccess;
import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.acl.AccessErrors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.document.Desk;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;

/** Bucket policies put, shown and removed; only by the owner's account, whoever else a policy might allow it. */
public final class Policies implements Chapter {
    private final Desk desk;

    public Policies(Desk desk) {
        this.desk = desk;
    }

    private Home home(String bucket, @Nullable String expectedOwner) {
        Home home = desk.home(bucket, expectedOwner);
        if (!home.account().equals(desk.call().call().caller().account())) {
            throw AccessErrors.notTheOwners();
        }
        return home;
    }

    @Override
    public PutBucketPolicyResponse putBucketPolicy(PutBucketPolicyRequest request) {
        Home home = home(request.bucket(), request.expectedBucketOwner());
        String arn = desk.call().bucketArn(home.name());
        Policy policy = PolicyText.check(request.policy(), arn);
        if (desk.call().rules(home).blocksPublicPolicy() && PublicAccess.allowedBy(policy)) {
            throw AccessErrors.blocked(
                    desk.call().call(),
                    "s3:PutBucketPolicy",
                    arn,
                    "public policies are prevented by the BlockPublicPolicy setting");
        }
        boolean confirmed = Boolean.TRUE.equals(request.confirmRemoveSelfBucketAccess());
        boolean root = desk.call().call().caller() instanceof dev.kagemusha.auth.Caller.Root;
        if (!confirmed && !root && !desk.call().call().allowedUnder(Permission.of("s3:PutBucketPolicy", arn), policy)) {
            throw AccessErrors.malformedPolicy("This policy would lock its author out of changing it; confirm that with"
                    + " x-amz-confirm-remove-self-bucket-access");
        }
        desk.put(home, Kind.POLICY, request.policy());
        return (PutBucketPolicyResponse) PutBucketPolicyResponse.builder()
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(204).build()) // whatever the model says
                .build();
    }

    @Override
    public GetBucketPolicyResponse getBucketPolicy(GetBucketPolicyRequest request) {
        return GetBucketPolicyResponse.builder()
                .policy(text(home(request.bucket(), request.expectedBucketOwner())))
                .build();
    }

    private String text(Home home) {
        String text = desk.settings(home).get(Kind.POLICY);
        if (text == null) {
            throw AccessErrors.noPolicy(home.name());
        }
        return text;
    }

    @Override
    public DeleteBucketPolicyResponse deleteBucketPolicy(DeleteBucketPolicyRequest request) {
        desk.delete(home(request.bucket(), request.expectedBucketOwner()), Kind.POLICY);
        return DeleteBucketPolicyResponse.builder().build();
    }

    @Override
    public GetBucketPolicyStatusResponse getBucketPolicyStatus(GetBucketPolicyStatusRequest request) {
        String text = text(desk.home(request.bucket(), request.expectedBucketOwner()));
        boolean isPublic = PublicAccess.allowedBy(PolicyText.kept(text));
        return GetBucketPolicyStatusResponse.builder()
                .policyStatus(s -> s.isPublic(isPublic))
                .build();
    }
}

package dev.kagemusha.s3.control;

import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PublicAccess;
import dev.kagemusha.s3.access.PolicyText;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.PublicBlock;
import dev.kagemusha.s3.acl.AccessErrors;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusResponse;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;

/** Policies of access points, put, shown and removed. */
final class PointPolicies implements Chapter {
    private final ControlCall control;

    PointPolicies(ControlCall control) {
        this.control = control;
    }

    @Override
    public PutAccessPointPolicyResponse putAccessPointPolicy(PutAccessPointPolicyRequest request) {
        String account = request.accountId();
        AccessPoint point = control.point(account, request.name());
        String arn = point.arn(control.call().partition());
        Policy policy = PolicyText.check(request.policy(), arn);
        PublicBlock ofAccount = control.store().read(view -> control.points().block(view, account));
        boolean blocked = point.block().blockPolicy() || (ofAccount != null && ofAccount.blockPolicy());
        if (blocked && PublicAccess.allowedBy(policy)) {
            throw AccessErrors.blocked(
                    control.call(),
                    "s3:PutAccessPointPolicy",
                    arn,
                    "public policies are prevented by the BlockPublicPolicy setting");
        }
        control.change(account, request.name(), old -> old.withPolicy(request.policy()));
        return PutAccessPointPolicyResponse.builder().build();
    }

    private String policy(String account, String name) {
        String policy = control.point(account, name).policy();
        if (policy == null) {
            throw ControlErrors.noSuchPolicy(name);
        }
        return policy;
    }

    @Override
    public GetAccessPointPolicyResponse getAccessPointPolicy(GetAccessPointPolicyRequest request) {
        return GetAccessPointPolicyResponse.builder()
                .policy(policy(request.accountId(), request.name()))
                .build();
    }

    @Override
    public GetAccessPointPolicyStatusResponse getAccessPointPolicyStatus(GetAccessPointPolicyStatusRequest request) {
        boolean isPublic = PublicAccess.allowedBy(PolicyText.kept(policy(request.accountId(), request.name())));
        return GetAccessPointPolicyStatusResponse.builder()
                .policyStatus(s -> s.isPublic(isPublic))
                .build();
    }

    @Override
    public DeleteAccessPointPolicyResponse deleteAccessPointPolicy(DeleteAccessPointPolicyRequest request) {
        control.change(request.accountId(), request.name(), old -> old.withPolicy(null));
        return DeleteAccessPointPolicyResponse.builder().build();
    }
}

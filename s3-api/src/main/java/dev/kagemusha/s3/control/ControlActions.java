package dev.kagemusha.s3.control;

import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.TagResourceRequest;
import software.amazon.awssdk.services.s3control.model.UntagResourceRequest;

import java.util.List;
import java.util.Map;

/**
 * What each operation needs, in the account that it names: a caller of another is refused, since none of these resources has a policy
 * that could let him in. Source: Service Authorization Reference, "Actions, resources, and condition keys for S3".
 */
final class ControlActions {
    private static final String EVERYTHING = "*";

    private ControlActions() {}

    static ActionTable table() {
        return new ActionTable()
                .on(CreateAccessPointRequest.class, ControlActions::creation)
                .on(GetAccessPointRequest.class, (r, call) -> point("s3:GetAccessPoint", r.accountId(), r.name(), call))
                .on(
                        DeleteAccessPointRequest.class,
                        (r, call) -> point("s3:DeleteAccessPoint", r.accountId(), r.name(), call))
                .on(
                        ListAccessPointsRequest.class,
                        (r, call) -> account("s3:ListAccessPoints", EVERYTHING, r.accountId(), call))
                .on(
                        PutAccessPointPolicyRequest.class,
                        (r, call) -> point("s3:PutAccessPointPolicy", r.accountId(), r.name(), call))
                .on(
                        GetAccessPointPolicyRequest.class,
                        (r, call) -> point("s3:GetAccessPointPolicy", r.accountId(), r.name(), call))
                .on(
                        DeleteAccessPointPolicyRequest.class,
                        (r, call) -> point("s3:DeleteAccessPointPolicy", r.accountId(), r.name(), call))
                .on(
                        GetAccessPointPolicyStatusRequest.class,
                        (r, call) -> point("s3:GetAccessPointPolicyStatus", r.accountId(), r.name(), call))
                .on(
                        PutPublicAccessBlockRequest.class,
                        (r, call) -> account("s3:PutAccountPublicAccessBlock", EVERYTHING, r.accountId(), call))
                .on(
                        GetPublicAccessBlockRequest.class,
                        (r, call) -> account("s3:GetAccountPublicAccessBlock", EVERYTHING, r.accountId(), call))
                .on(
                        DeletePublicAccessBlockRequest.class,
                        (r, call) -> account("s3:PutAccountPublicAccessBlock", EVERYTHING, r.accountId(), call))
                .on(
                        TagResourceRequest.class,
                        (r, call) -> account("s3:TagResource", r.resourceArn(), r.accountId(), call))
                .on(
                        UntagResourceRequest.class,
                        (r, call) -> account("s3:UntagResource", r.resourceArn(), r.accountId(), call))
                .on(
                        ListTagsForResourceRequest.class,
                        (r, call) -> account("s3:ListTagsForResource", r.resourceArn(), r.accountId(), call));
    }

    private static Permission creation(CreateAccessPointRequest r, Call call) {
        Permission point = point("s3:CreateAccessPoint", r.accountId(), r.name(), call);
        return point.with(Map.of(
                "s3:AccessPointNetworkOrigin", List.of(r.vpcConfiguration() == null ? "Internet" : "VPC"),
                "s3:DataAccessPointArn", List.of(point.resource()),
                "s3:DataAccessPointAccount", List.of(r.accountId())));
    }

    private static Permission point(String action, @Nullable String account, String name, Call call) {
        String owner = ControlCall.account(call, account);
        return Permission.of(action, ControlCall.arn(call, owner, name)).ownedBy(owner);
    }

    private static Permission account(String action, String resource, @Nullable String account, Call call) {
        return Permission.of(action, resource).ownedBy(ControlCall.account(call, account));
    }
}

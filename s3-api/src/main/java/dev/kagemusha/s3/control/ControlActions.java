package dev.kagemusha.s3.control;

import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3control.model.VpcConfiguration;

import java.util.List;
import java.util.Map;

/**
 * What each operation needs, in the account that it names: a caller of another is refused, since none of these resources has a policy
 * that could let him in. Source: Service Authorization Reference, "Actions, resources, and condition keys for S3".
 */
final class ControlActions {
    private static final List<String> ON_POINTS = List.of(
            "GetAccessPoint",
            "DeleteAccessPoint",
            "PutAccessPointPolicy",
            "GetAccessPointPolicy",
            "DeleteAccessPointPolicy",
            "GetAccessPointPolicyStatus");

    private static final List<String> ON_RESOURCES = List.of("TagResource", "UntagResource", "ListTagsForResource");

    private static final Map<String, String> ON_ACCOUNTS = Map.of(
            "ListAccessPoints", "s3:ListAccessPoints",
            "PutPublicAccessBlock", "s3:PutAccountPublicAccessBlock",
            "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock",
            "DeletePublicAccessBlock", "s3:PutAccountPublicAccessBlock");

    private ControlActions() {}

    static ActionTable table() {
        ActionTable table = new ActionTable().on("CreateAccessPoint", ControlActions::creation);
        ON_POINTS.forEach(name -> table.on(name, (r, call) -> point("s3:" + name, r, call)));
        ON_RESOURCES.forEach(name -> table.on(name, (r, call) -> of("s3:" + name, text(r, "ResourceArn"), r, call)));
        ON_ACCOUNTS.forEach((name, action) -> table.on(name, (r, call) -> of(action, "*", r, call)));
        return table;
    }

    private static Permission creation(SdkRequest r, Call call) {
        Permission point = point("s3:CreateAccessPoint", r, call);
        boolean inside =
                r.getValueForField("VpcConfiguration", VpcConfiguration.class).isPresent();
        return point.with(Map.of(
                "s3:AccessPointNetworkOrigin", List.of(inside ? "VPC" : "Internet"),
                "s3:DataAccessPointArn", List.of(point.resource()),
                "s3:DataAccessPointAccount", List.of(account(r, call))));
    }

    private static Permission point(String action, SdkRequest r, Call call) {
        return of(action, ControlCall.arn(call, account(r, call), text(r, "Name")), r, call);
    }

    private static Permission of(String action, String resource, SdkRequest r, Call call) {
        return Permission.of(action, resource).ownedBy(account(r, call));
    }

    private static String account(SdkRequest r, Call call) {
        return ControlCall.account(call, text(r, "AccountId"));
    }

    private static String text(SdkRequest r, String member) {
        return r.getValueForField(member, String.class).orElse("");
    }
}

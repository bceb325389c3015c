package dev.kagemusha.testing.services;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.CreateGroupRequest;
import software.amazon.awssdk.services.xray.model.CreateGroupResponse;
import software.amazon.awssdk.services.xray.model.GetGroupRequest;
import software.amazon.awssdk.services.xray.model.GetGroupResponse;
import software.amazon.awssdk.services.xray.model.GetGroupsRequest;
import software.amazon.awssdk.services.xray.model.GetGroupsResponse;
import software.amazon.awssdk.services.xray.model.Group;
import software.amazon.awssdk.services.xray.model.GroupSummary;
import software.amazon.awssdk.services.xray.model.InvalidRequestException;
import software.amazon.awssdk.services.xray.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.xray.model.ListTagsForResourceResponse;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Groups of X-Ray. */
public final class SmallXRay implements Service {
    private final Map<String, Group> groups = new ConcurrentSkipListMap<>();

    @Override
    public String name() {
        return "xray";
    }

    @Override
    public Definition define(Environment environment) {
        return Definition.of("xray", XRayClient.class)
                .protocols(Protocols.restJson1())
                .signing(SigningProfile.of(ErrorFamily.REST_JSON, "xray"))
                .chapter(Groups.class, call -> new Groups(groups))
                .actions(new ActionTable()
                        .on(CreateGroupRequest.class, (r, call) -> Permission.of("xray:CreateGroup", "*"))
                        .on(GetGroupRequest.class, (r, call) -> Permission.of("xray:GetGroup", "*"))
                        .on(GetGroupsRequest.class, (r, call) -> Permission.of("xray:GetGroups", "*"))
                        .on(
                                ListTagsForResourceRequest.class,
                                (r, call) -> Permission.of("xray:ListTagsForResource", r.resourceARN())));
    }

    /** A chapter. */
    public static final class Groups implements XRayClient {
        private final Map<String, Group> groups;

        Groups(Map<String, Group> groups) {
            this.groups = groups;
        }

        @Override
        public CreateGroupResponse createGroup(CreateGroupRequest request) {
            Group group = Group.builder()
                    .groupName(request.groupName())
                    .groupARN("arn:aws:xray:us-east-1:000000000000:group/" + request.groupName())
                    .filterExpression(request.filterExpression())
                    .insightsConfiguration(request.insightsConfiguration())
                    .build();
            groups.put(request.groupName(), group);
            return CreateGroupResponse.builder().group(group).build();
        }

        @Override
        public GetGroupResponse getGroup(GetGroupRequest request) {
            Group group = request.groupName() == null ? null : groups.get(request.groupName());
            if (group == null) {
                throw InvalidRequestException.builder()
                        .message("Group not found")
                        .build();
            }
            return GetGroupResponse.builder().group(group).build();
        }

        @Override
        public GetGroupsResponse getGroups(GetGroupsRequest request) {
            return GetGroupsResponse.builder()
                    .groups(groups.values().stream()
                            .map(g -> GroupSummary.builder()
                                    .groupName(g.groupName())
                                    .groupARN(g.groupARN())
                                    .filterExpression(g.filterExpression())
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
            return ListTagsForResourceResponse.builder()
                    .tags(t -> t.key("arn").value(request.resourceARN()))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}

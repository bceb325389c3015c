package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.access.Facts;
import dev.kagemusha.kms.access.KeyAccess;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Pages;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

import java.util.List;

/** Aliases and tags. */
final class Naming implements Chapter {
    private static final int PAGE = 50;

    private final Parts parts;
    private final Call call;

    Naming(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
        Key key = target(request.targetKeyId(), "CreateAlias");
        requireOnAlias(request.aliasName(), "CreateAlias");
        parts.aliases()
                .create(
                        key,
                        request.aliasName(),
                        arn(request.aliasName()),
                        call.clock().instant());
        return CreateAliasResponse.builder().build();
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        Key key = target(request.targetKeyId(), "UpdateAlias");
        requireOnAlias(request.aliasName(), "UpdateAlias");
        parts.aliases()
                .move(
                        key,
                        request.aliasName(),
                        arn(request.aliasName()),
                        call.clock().instant());
        return UpdateAliasResponse.builder().build();
    }

    @Override
    public DeleteAliasResponse deleteAlias(DeleteAliasRequest request) {
        if (!request.aliasName().startsWith("alias/")) {
            throw KmsErrors.noAlias();
        }
        requireOnAlias(request.aliasName(), "DeleteAlias");
        Key key = parts.access().key(call, request.aliasName(), "DeleteAlias", Facts.none());
        parts.aliases().delete(key, request.aliasName());
        return DeleteAliasResponse.builder().build();
    }

    private Key target(String name, String operation) {
        if (name.contains("alias/")) {
            throw KmsErrors.validation("Aliases must refer to keys. Not aliases");
        }
        return parts.access().key(call, name, operation, Facts.none());
    }

    private void requireOnAlias(String alias, String operation) {
        call.require(Permission.of("kms:" + operation, arn(alias)).with(KeyAccess.circumstances(call)));
    }

    private String arn(String alias) {
        return "arn:" + call.partition() + ":kms:" + call.region() + ":" + call.account() + ":" + alias;
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest request) {
        parts.quotas().operation("ListAliases", call);
        int limit = request.limit() == null ? PAGE : request.limit();
        String key = request.keyId() == null
                ? null
                : parts.keyring().find(call, request.keyId()).id();
        Pages<AliasListEntry> page = Pages.of(
                parts.aliases().list(call.scope(), key, Pages.last(request.marker()), limit + 1),
                limit,
                AliasListEntry::aliasName);
        return ListAliasesResponse.builder()
                .aliases(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        Facts facts = Facts.none()
                .and("aws:TagKeys", request.tags().stream().map(Tag::tagKey).toList());
        request.tags().forEach(tag -> facts.and("aws:RequestTag/" + tag.tagKey(), tag.tagValue()));
        Key key = parts.access().key(call, request.keyId(), "TagResource", facts);
        parts.tags().put(key, request.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        Key key = parts.access()
                .key(call, request.keyId(), "UntagResource", Facts.none().and("aws:TagKeys", request.tagKeys()));
        parts.tags().remove(key, request.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListResourceTagsResponse listResourceTags(ListResourceTagsRequest request) {
        Key key = parts.access().key(call, request.keyId(), "ListResourceTags", Facts.none());
        List<Tag> all = key.tags().entrySet().stream()
                .map(tag -> Tag.builder()
                        .tagKey(tag.getKey())
                        .tagValue(tag.getValue())
                        .build())
                .toList();
        Pages<Tag> page = Pages.of(all, request.marker(), request.limit(), PAGE, Tag::tagKey);
        return ListResourceTagsResponse.builder()
                .tags(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }
}

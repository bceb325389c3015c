package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tags of tables. Changes are seen at once, where AWS shows the former tags for a second or two. */
public final class Tags implements DynamoDbClient {
    /** All that a table may have: AWS lists them in one answer. */
    private static final int PAGE = TagRules.MAX;

    private final Parts parts;
    private final Call call;

    public Tags(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        ResourceRef ref = table(request.resourceArn());
        if (request.tags().isEmpty()) {
            throw DynamoDbErrors.validation("Atleast one Tag needs to be provided as Input.");
        }
        Map<String, String> tags = TagRules.check(request.tags());
        change(ref, table -> {
            Map<String, String> all = new LinkedHashMap<>(table.tags());
            all.putAll(tags);
            TagRules.checkCount(all.keySet());
            return all;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        ResourceRef ref = table(request.resourceArn());
        if (request.tagKeys().isEmpty()) {
            throw DynamoDbErrors.validation("Atleast one Tag Key needs to be provided as Input.");
        }
        request.tagKeys().forEach(TagRules::checkKey);
        TagRules.checkCount(request.tagKeys());
        change(ref, table -> {
            Map<String, String> left = new LinkedHashMap<>(table.tags());
            request.tagKeys().forEach(left::remove);
            return left;
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsOfResourceResponse listTagsOfResource(ListTagsOfResourceRequest request) {
        ResourceRef ref = table(request.resourceArn());
        TableInfo table = parts.catalog().find(ref.scope(), ref.table());
        if (table == null || status(table) == TableStatus.CREATING) {
            throw notFound(ref);
        }
        List<Map.Entry<String, String>> all = List.copyOf(table.tags().entrySet());
        int from = start(request.nextToken(), all);
        int to = Math.min(all.size(), from + PAGE);
        ListTagsOfResourceResponse.Builder answer = ListTagsOfResourceResponse.builder()
                .tags(all.subList(from, to).stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList());
        if (to < all.size()) {
            answer.nextToken(all.get(to - 1).getKey());
        }
        return answer.build();
    }

    private static int start(@org.jspecify.annotations.Nullable String token, List<Map.Entry<String, String>> all) {
        if (token == null) {
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getKey().equals(token)) {
                return i + 1;
            }
        }
        throw DynamoDbErrors.invalidParameter("NextToken is invalid: " + token);
    }

    private interface TagChange {
        Map<String, String> of(TableInfo table);
    }

    private void change(ResourceRef ref, TagChange change) {
        try {
            TableInfo ignored = parts.catalog().change(ref.scope(), ref.table(), (tx, table, ids) -> {
                switch (status(table)) {
                    case CREATING -> throw DynamoDbErrors.inUse("Table is being created: " + table.name());
                    case DELETING -> throw DynamoDbErrors.inUse("Table is being deleted: " + table.name());
                    default -> {}
                }
                return table.change().tags(change.of(table)).build();
            });
        } catch (ResourceNotFoundException e) {
            throw notFound(ref);
        }
    }

    private TableStatus status(TableInfo table) {
        return table.state().at(call.clock().millis());
    }

    private ResourceRef table(String arn) {
        ResourceRef ref = ResourceRef.of(call, arn, "Invalid TableArn: Invalid ResourceArn provided as input ");
        if (!ref.stream().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("Invalid resource Arn: " + arn);
        }
        return ref;
    }

    private static ResourceNotFoundException notFound(ResourceRef ref) {
        return DynamoDbErrors.resourceNotFound(
                "Requested resource not found: ResourceArn: " + ref.arn() + " not found");
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

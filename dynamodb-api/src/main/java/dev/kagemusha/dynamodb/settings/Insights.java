package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.settings.InsightsSettings.Switch;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsMode;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsStatus;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsSummary;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsResponse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Contributor insights: switched, described and listed; the reports themselves are CloudWatch's. */
public final class Insights implements DynamoDbClient {
    private static final int PAGE = 100;
    private static final String STATE = "Table or Index is not in a valid state to update Key Access Insights: ";

    private final Parts parts;
    private final Call call;

    public Insights(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public UpdateContributorInsightsResponse updateContributorInsights(UpdateContributorInsightsRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        boolean on = request.contributorInsightsAction() == ContributorInsightsAction.ENABLE;
        String mode = request.contributorInsightsMode() == null
                ? ContributorInsightsMode.ACCESSED_AND_THROTTLED_KEYS.toString()
                : request.contributorInsightsModeAsString();
        long now = call.clock().millis();
        TableInfo ignored = parts.catalog().change(ref.scope(), ref.name(), (tx, table, ids) -> {
            Index index = index(table, request.indexName());
            if (table.state().at(now) == TableStatus.CREATING || table.state().at(now) == TableStatus.DELETING) {
                throw DynamoDbErrors.validation(STATE + "TableStatus must be ACTIVE to enable ContributorInsights.");
            }
            if (index != null && !index.phase().isReadable()) {
                throw DynamoDbErrors.validation(STATE + "IndexStatus must be ACTIVE to enable ContributorInsights.");
            }
            InsightsSettings settings = table.get(InsightsSettings.SECTION);
            return table.with(
                    InsightsSettings.SECTION,
                    (settings == null ? new InsightsSettings(Map.of()) : settings)
                            .with(key(request.indexName()), on, now, mode));
        });
        return UpdateContributorInsightsResponse.builder()
                .tableName(ref.name())
                .indexName(request.indexName())
                .contributorInsightsStatus(
                        on ? ContributorInsightsStatus.ENABLING : ContributorInsightsStatus.DISABLING)
                .contributorInsightsMode(mode)
                .build();
    }

    @Override
    public DescribeContributorInsightsResponse describeContributorInsights(DescribeContributorInsightsRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        Index index = index(table, request.indexName());
        Switch now = switched(table, key(request.indexName()));
        DescribeContributorInsightsResponse.Builder answer = DescribeContributorInsightsResponse.builder()
                .tableName(ref.name())
                .indexName(request.indexName())
                .contributorInsightsStatus(status(now));
        if (now != null) {
            answer.lastUpdateDateTime(Instant.ofEpochMilli(now.sinceMillis()));
        }
        if (now != null && now.on()) {
            answer.contributorInsightsMode(now.mode()).contributorInsightsRuleList(rules(table, index, now));
        }
        return answer.build();
    }

    @Override
    public ListContributorInsightsResponse listContributorInsights(ListContributorInsightsRequest request) {
        int limit =
                request.maxResults() == null || request.maxResults() <= 0 ? PAGE : Math.min(PAGE, request.maxResults());
        List<ContributorInsightsSummary> found = new ArrayList<>();
        if (request.tableName() != null) {
            TableRef ref = TableRef.of(call, request.tableName());
            TableInfo table = parts.catalog().find(ref.scope(), ref.name());
            if (table == null) {
                throw DynamoDbErrors.tableNotFound(ref.name());
            }
            add(table, found);
            return ListContributorInsightsResponse.builder()
                    .contributorInsightsSummaries(found)
                    .build();
        }
        ListContributorInsightsResponse.Builder answer = ListContributorInsightsResponse.builder();
        String after = request.nextToken();
        List<String> names = parts.catalog().names(call.scope(), after, PAGE);
        while (!names.isEmpty()) {
            for (String name : names) {
                TableInfo table = parts.catalog().find(call.scope(), name);
                if (table != null) {
                    add(table, found);
                }
                if (found.size() >= limit) {
                    return answer.contributorInsightsSummaries(found)
                            .nextToken(name)
                            .build();
                }
            }
            names = parts.catalog().names(call.scope(), names.getLast(), PAGE);
        }
        return answer.contributorInsightsSummaries(found).build();
    }

    private static void add(TableInfo table, List<ContributorInsightsSummary> found) {
        InsightsSettings settings = table.get(InsightsSettings.SECTION);
        if (settings == null) {
            return;
        }
        settings.byIndex().forEach((index, each) -> {
            if (index.isEmpty() || table.index(index) != null) {
                ContributorInsightsSummary.Builder summary = ContributorInsightsSummary.builder()
                        .tableName(table.name())
                        .contributorInsightsStatus(status(each));
                if (!index.isEmpty()) {
                    summary.indexName(index);
                }
                found.add(
                        each.on() ? summary.contributorInsightsMode(each.mode()).build() : summary.build());
            }
        });
    }

    private static @Nullable Index index(TableInfo table, @Nullable String name) {
        if (name == null) {
            return null;
        }
        Index index = table.index(name);
        if (index == null || !index.global()) {
            throw DynamoDbErrors.resourceNotFound(
                    "Requested resource not found: Index: " + name + " not found for table: " + table.name());
        }
        return index;
    }

    private static String key(@Nullable String index) {
        return index == null ? "" : index;
    }

    private static @Nullable Switch switched(TableInfo table, String index) {
        InsightsSettings settings = table.get(InsightsSettings.SECTION);
        return settings == null ? null : settings.byIndex().get(index);
    }

    private static ContributorInsightsStatus status(@Nullable Switch now) {
        return now != null && now.on() ? ContributorInsightsStatus.ENABLED : ContributorInsightsStatus.DISABLED;
    }

    /** Names of CloudWatch's rules: for partition keys and, where there is a sort key, for items. */
    private static List<String> rules(TableInfo table, @Nullable Index index, Switch now) {
        boolean sorted = (index == null ? table.keys() : index.keys()).range() != null;
        String end = "-" + table.name() + (index == null ? "" : "-" + index.name()) + "-" + now.enabledMillis();
        List<String> rules = new ArrayList<>();
        for (String kind : List.of("PKC", "PKT", "SKC", "SKT")) {
            boolean throttled = kind.endsWith("T");
            boolean wanted = throttled || !now.mode().equals(ContributorInsightsMode.THROTTLED_KEYS.toString());
            if (wanted && (sorted || kind.startsWith("P"))) {
                rules.add("DynamoDBContributorInsights-" + kind + end);
            }
        }
        return rules;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

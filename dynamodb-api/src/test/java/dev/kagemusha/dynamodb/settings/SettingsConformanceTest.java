package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class SettingsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String OTHER = "222222222222";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
    private final DynamoDbClient stranger = SERVER.client(DynamoDbClient.builder(), OTHER, "anything");

    private String create(String name) {
        return client.createTable(r -> r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                        .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)))
                .tableDescription()
                .tableArn();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Map<String, AttributeValue> item(String key) {
        return Map.of("pk", AttributeValue.fromS(key));
    }

    private static String allow(String account, String action, String resource) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "%s"},
                 "Action": "%s", "Resource": "%s"}]}""".formatted(account, action, resource);
    }

    @Test
    void tagsAreAddedReplacedRemovedAndListed() {
        String arn = create("tagged");
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            many.add(tag("k" + i, "v" + i));
        }
        client.tagResource(r -> r.resourceArn(arn).tags(many));
        client.tagResource(r -> r.resourceArn(arn).tags(tag("k0", "")));
        client.untagResource(r -> r.resourceArn(arn).tagKeys("k1", "absent"));

        many.set(0, tag("k0", ""));
        many.remove(1);
        assertThat(client.listTagsOfResource(r -> r.resourceArn(arn)).tags()).containsExactlyInAnyOrderElementsOf(many);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            aws:x  | v     | Tag Key cannot be prefixed with aws:, Key: aws:x
            AWS:x  | v     | Tag Key cannot be prefixed with aws:, Key: AWS:x
            a#b    | v     | The Tag Key provided is invalid, Key: a#b
            a      | 100%  | The Tag Value provided is invalid, Value: 100%
            """)
    void refusesTagsOfAnotherForm(String key, String value, String message) {
        String arn = client.listTables().tableNames().contains("refuses")
                ? "arn:aws:dynamodb:us-east-1:000000000000:table/refuses"
                : create("refuses");
        assertRefused(
                () -> client.tagResource(r -> r.resourceArn(arn).tags(tag("good", "one"), tag(key, value))),
                "ValidationException",
                400,
                message);
        assertThat(client.listTagsOfResource(r -> r.resourceArn(arn)).tags()).isEmpty();
    }

    @Test
    void namesTheResourceThatIsNotThere() {
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/absent";
        assertRefused(
                () -> client.listTagsOfResource(r -> r.resourceArn(arn)),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: ResourceArn: " + arn + " not found");
        assertRefused(
                () -> client.listTagsOfResource(r -> r.resourceArn(arn + "/index/i")),
                "ValidationException",
                400,
                "One or more parameter values were invalid: Invalid resource arn provided, only table or stream is"
                        + " accepted. Provided resource arn: " + arn + "/index/i");
    }

    @Test
    void aPolicyOpensATableToAnotherAccountAndToNobodyElse() {
        String arn = create("shared");
        assertThat(catchCode(() -> stranger.putItem(r -> r.tableName(arn).item(item("a")))))
                .isEqualTo("AccessDeniedException");

        client.putResourcePolicy(r -> r.resourceArn(arn).policy(allow(OTHER, "dynamodb:PutItem", arn)));

        stranger.putItem(r -> r.tableName(arn).item(item("a")));
        assertThat(client.getItem(r -> r.tableName("shared").key(item("a"))).item())
                .isEqualTo(item("a"));
        assertThat(catchCode(() -> stranger.getItem(r -> r.tableName(arn).key(item("a")))))
                .isEqualTo("AccessDeniedException");
        DynamoDbClient third = SERVER.client(DynamoDbClient.builder(), "333333333333", "anything");
        assertThat(catchCode(() -> third.putItem(r -> r.tableName(arn).item(item("a")))))
                .isEqualTo("AccessDeniedException");

        client.deleteResourcePolicy(r -> r.resourceArn(arn));
        assertThat(catchCode(() -> stranger.putItem(r -> r.tableName(arn).item(item("a")))))
                .isEqualTo("AccessDeniedException");
    }

    @Test
    void aDenyOfTheTableBindsItsOwnersRoot() {
        String arn = create("denied");
        client.putResourcePolicy(r -> r.resourceArn(arn).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
                 "Action": "dynamodb:DeleteItem", "Resource": "%s"}]}""".formatted(arn)));

        client.putItem(r -> r.tableName("denied").item(item("a")));
        assertThat(catchCode(() -> client.deleteItem(r -> r.tableName("denied").key(item("a")))))
                .isEqualTo("AccessDeniedException");
    }

    @Test
    void aPolicyOpensAStreamToAnotherAccount() {
        create("streamed");
        String stream = client.updateTable(r -> r.tableName("streamed")
                        .streamSpecification(x -> x.streamEnabled(true).streamViewType("KEYS_ONLY")))
                .tableDescription()
                .latestStreamArn();
        DynamoDbStreamsClient reader = SERVER.client(DynamoDbStreamsClient.builder(), OTHER, "anything");
        assertThat(catchCode(() -> reader.describeStream(r -> r.streamArn(stream))))
                .isEqualTo("AccessDeniedException");

        client.putResourcePolicy(r -> r.resourceArn(stream).policy(allow(OTHER, "dynamodb:DescribeStream", stream)));

        assertThat(reader.describeStream(r -> r.streamArn(stream))
                        .streamDescription()
                        .tableName())
                .isEqualTo("streamed");
        String shard = reader.describeStream(r -> r.streamArn(stream))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        assertThat(catchCode(() -> reader.getShardIterator(
                        r -> r.streamArn(stream).shardId(shard).shardIteratorType("TRIM_HORIZON"))))
                .as("only what the policy names")
                .isEqualTo("AccessDeniedException");
    }

    private static String catchCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        software.amazon.awssdk.awscore.exception.AwsServiceException refused =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        software.amazon.awssdk.awscore.exception.AwsServiceException.class, call);
        return refused == null ? "nothing" : refused.awsErrorDetails().errorCode();
    }

    @Test
    void revisionsGuardPolicies() {
        String arn = create("revised");
        String policy = allow(OTHER, "dynamodb:GetItem", arn);
        assertRefused(
                () -> client.getResourcePolicy(r -> r.resourceArn(arn)),
                "PolicyNotFoundException",
                400,
                "Resource-based policy not found for the provided ResourceArn: " + arn);
        String first = client.putResourcePolicy(
                        r -> r.resourceArn(arn).policy(policy).expectedRevisionId("NO_POLICY"))
                .revisionId();
        assertThat(client.putResourcePolicy(r -> r.resourceArn(arn).policy(policy))
                        .revisionId())
                .isEqualTo(first);
        String second = client.putResourcePolicy(r -> r.resourceArn(arn)
                        .policy(allow(OTHER, "dynamodb:PutItem", arn))
                        .expectedRevisionId(first))
                .revisionId();
        assertThat(second).isGreaterThan(first);
        assertRefused(
                () -> client.deleteResourcePolicy(r -> r.resourceArn(arn).expectedRevisionId(first)),
                "PolicyNotFoundException",
                400,
                "Resource-based policy not found for the provided ResourceArn: Requested update for policy with"
                        + " revision id " + first
                        + ", but the policy associated to target table revised has revision id "
                        + second + ".");
        assertThat(client.deleteResourcePolicy(r -> r.resourceArn(arn)).revisionId())
                .isEqualTo(second);
        assertThat(client.deleteResourcePolicy(r -> r.resourceArn(arn)).revisionId())
                .isNull();
        assertRefused(
                () -> client.putResourcePolicy(r -> r.resourceArn(arn).policy("{")),
                "ValidationException",
                400,
                "One or more parameter values were invalid: Invalid policy document: This policy contains invalid Json");
    }

    @Test
    void insightsAreSwitchedDescribedAndListed() {
        create("watched");
        assertThat(client.describeContributorInsights(r -> r.tableName("watched"))
                        .contributorInsightsStatus())
                .isEqualTo(ContributorInsightsStatus.DISABLED);

        client.updateContributorInsights(
                r -> r.tableName("watched").contributorInsightsAction(ContributorInsightsAction.ENABLE));

        assertThat(client.describeContributorInsights(r -> r.tableName("watched"))
                        .contributorInsightsStatus())
                .isEqualTo(ContributorInsightsStatus.ENABLED);
        assertThat(client.describeContributorInsights(r -> r.tableName("watched"))
                        .contributorInsightsRuleList())
                .hasSize(2);
        assertThat(client.listContributorInsights(r -> {}).contributorInsightsSummaries())
                .singleElement()
                .satisfies(each -> assertThat(each.tableName()).isEqualTo("watched"));
        assertRefused(
                () -> client.describeContributorInsights(
                        r -> r.tableName("watched").indexName("ghost")),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Index: ghost not found for table: watched");
    }

    @Test
    void needsKmsForAKeyOfIt() {
        create("sealed");
        assertRefused(
                () -> client.updateTable(r -> r.tableName("sealed")
                        .sseSpecification(
                                s -> s.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId("1234"))),
                "ValidationException",
                400,
                "KMS validation error: there is no KMS in this emulator");
        assertThat(client.describeTable(r -> r.tableName("sealed")).table().sseDescription())
                .isNull();
        assertRefused(
                () -> client.updateTable(r -> r.tableName("sealed").sseSpecification(s -> s.enabled(false))),
                "ValidationException",
                400,
                "One or more parameter values were invalid: Table is already encrypted by default");
    }

    @Test
    void aClassChangesTwiceInThirtyDays() {
        create("classy");
        client.updateTable(r -> r.tableName("classy").tableClass(TableClass.STANDARD_INFREQUENT_ACCESS));
        client.updateTable(r -> r.tableName("classy").tableClass(TableClass.STANDARD));
        assertRefused(
                () -> client.updateTable(r -> r.tableName("classy").tableClass(TableClass.STANDARD_INFREQUENT_ACCESS)),
                "LimitExceededException",
                400,
                "Updates to TableClass are limited to 2 times in 30 day(s).");
    }
}

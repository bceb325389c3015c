package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.BodyFuzz;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.wire.RequestMutator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Good requests of every operation, changed in their values: each is answered, and never with a failure of the server. */
class FuzzConformanceTest {
    /** So many requests are sent until it is seen to that there is a table. */
    private static final int AT_ONCE = 500;

    private static final Set<String> OF_STREAMS =
            Set.of("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams");
    private static final String ARN = "arn:aws:dynamodb:us-east-1:111111111111:table/fuzz";

    /** One request of each operation, and more of those that have more to say. */
    private static final String REQUESTS = """
            BatchExecuteStatement {"Statements":[{"Statement":"SELECT * FROM fuzz WHERE pk = ? AND sk = 1","Parameters":[{"S":"a"}]}]}
            BatchGetItem {"RequestItems":{"fuzz":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}],"ProjectionExpression":"#a.b[1]","ExpressionAttributeNames":{"#a":"l"},"ConsistentRead":true}}}
            BatchWriteItem {"RequestItems":{"fuzz":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"2"},"color":{"S":"red"},"l":{"L":[{"M":{"x":{"NS":["1","2.5"]}}}]}}}},{"DeleteRequest":{"Key":{"pk":{"S":"b"},"sk":{"N":"1"}}}}]},"ReturnItemCollectionMetrics":"SIZE"}
            CreateBackup {"TableName":"fuzz","BackupName":"backup"}
            CreateGlobalTable {"GlobalTableName":"fuzz","ReplicationGroup":[{"RegionName":"us-east-1"}]}
            CreateTable {"TableName":"other","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST","GlobalSecondaryIndexes":[{"IndexName":"gsi","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]}}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"Tags":[{"Key":"k","Value":"v"}]}
            DeleteBackup {"BackupArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/backup/01489602797149-73d8d5bc"}
            DeleteItem {"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ConditionExpression":"size(v) < :n OR attribute_type(l, :t)","ExpressionAttributeValues":{":n":{"N":"5"},":t":{"S":"L"}},"ReturnValues":"ALL_OLD"}
            DeleteResourcePolicy {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz"}
            DeleteTable {"TableName":"other"}
            DescribeBackup {"BackupArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/backup/01489602797149-73d8d5bc"}
            DescribeContinuousBackups {"TableName":"fuzz"}
            DescribeContributorInsights {"TableName":"fuzz"}
            DescribeEndpoints {}
            DescribeExport {"ExportArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/export/01695097218000-d6299cbd"}
            DescribeGlobalTable {"GlobalTableName":"fuzz"}
            DescribeGlobalTableSettings {"GlobalTableName":"fuzz"}
            DescribeImport {"ImportArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/import/01695097218000-d6299cbd"}
            DescribeKinesisStreamingDestination {"TableName":"fuzz"}
            DescribeLimits {}
            DescribeTable {"TableName":"fuzz"}
            DescribeTableReplicaAutoScaling {"TableName":"fuzz"}
            DescribeTimeToLive {"TableName":"fuzz"}
            DisableKinesisStreamingDestination {"TableName":"fuzz","StreamArn":"arn:aws:kinesis:us-east-1:111111111111:stream/s"}
            EnableKinesisStreamingDestination {"TableName":"fuzz","StreamArn":"arn:aws:kinesis:us-east-1:111111111111:stream/s"}
            ExecuteStatement {"Statement":"SELECT pk, l[0].x FROM \\"fuzz\\".\\"by-color\\" WHERE color = 'red' AND sk BETWEEN 1 AND 5 ORDER BY sk DESC","Limit":2}
            ExecuteStatement {"Statement":"UPDATE fuzz SET v = v + 1 REMOVE l[0] WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *"}
            ExecuteTransaction {"TransactStatements":[{"Statement":"INSERT INTO fuzz VALUE {'pk':'c','sk':1,'m':{'a':[1,'x']}}"},{"Statement":"DELETE FROM fuzz WHERE pk = 'z' AND sk = ?","Parameters":[{"N":"1"}]}],"ClientRequestToken":"token"}
            ExportTableToPointInTime {"TableArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz","S3Bucket":"bucket","ExportFormat":"DYNAMODB_JSON","ExportTime":1600000000}
            GetItem {"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ProjectionExpression":"l[0].x, #v","ExpressionAttributeNames":{"#v":"v"},"ReturnConsumedCapacity":"INDEXES"}
            GetItem {"TableName":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributesToGet":["v","pk"],"ConsistentRead":true}
            GetResourcePolicy {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz"}
            ImportTable {"S3BucketSource":{"S3Bucket":"bucket"},"InputFormat":"CSV","TableCreationParameters":{"TableName":"imported","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}}
            ListBackups {"TableName":"fuzz","Limit":5}
            ListContributorInsights {"TableName":"fuzz"}
            ListExports {"TableArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz"}
            ListGlobalTables {"Limit":5}
            ListImports {"PageSize":5}
            ListTables {"ExclusiveStartTableName":"aaa","Limit":5}
            ListTagsOfResource {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz"}
            PutItem {"TableName":"fuzz","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"v":{"N":"5"},"color":{"S":"red"},"rank":{"N":"-2.5e3"},"b":{"B":"AAEC"},"bs":{"BS":["AA==","Ag=="]},"t":{"BOOL":true},"z":{"NULL":true}},"ConditionExpression":"NOT (v BETWEEN :a AND :b) AND (contains(color, :c) OR begins_with(#x, :c)) OR v IN (:a, :b)","ExpressionAttributeNames":{"#x":"color"},"ExpressionAttributeValues":{":a":{"N":"1"},":b":{"N":"2"},":c":{"S":"re"}},"ReturnItemCollectionMetrics":"SIZE"}
            PutItem {"TableName":"fuzz","Item":{"pk":{"S":"a"},"sk":{"N":"3"}},"Expected":{"v":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"1"},{"N":"2"}]},"w":{"Exists":false}},"ConditionalOperator":"OR"}
            PutResourcePolicy {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz","Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[]}"}
            Query {"TableName":"fuzz","KeyConditionExpression":"pk = :p AND sk > :s","FilterExpression":"v <> :s","ExpressionAttributeValues":{":p":{"S":"a"},":s":{"N":"0"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"1"}},"ScanIndexForward":false,"Limit":2,"Select":"COUNT"}
            Query {"TableName":"fuzz","IndexName":"by-rank","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"rank":{"ComparisonOperator":"LE","AttributeValueList":[{"N":"9"}]}},"QueryFilter":{"v":{"ComparisonOperator":"NOT_NULL"}},"AttributesToGet":["v"]}
            Query {"TableName":"fuzz","IndexName":"by-color","KeyConditionExpression":"color = :c","ExpressionAttributeValues":{":c":{"S":"red"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"1"},"color":{"S":"red"}},"Select":"ALL_PROJECTED_ATTRIBUTES"}
            RestoreTableFromBackup {"TargetTableName":"restored","BackupArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/backup/01489602797149-73d8d5bc"}
            RestoreTableToPointInTime {"SourceTableName":"fuzz","TargetTableName":"restored","UseLatestRestorableTime":true}
            Scan {"TableName":"fuzz","FilterExpression":"attribute_exists(l[0].x) AND size(l) >= :n","ExpressionAttributeValues":{":n":{"N":"1"}},"Segment":1,"TotalSegments":3,"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"1"}},"Limit":1}
            Scan {"TableName":"fuzz","ScanFilter":{"v":{"ComparisonOperator":"IN","AttributeValueList":[{"N":"1"},{"N":"5"}]}},"ReturnConsumedCapacity":"TOTAL"}
            TagResource {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz","Tags":[{"Key":"k","Value":"v"}]}
            TransactGetItems {"TransactItems":[{"Get":{"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ProjectionExpression":"v"}},{"Get":{"TableName":"fuzz","Key":{"pk":{"S":"b"},"sk":{"N":"1"}}}}],"ReturnConsumedCapacity":"TOTAL"}
            TransactWriteItems {"TransactItems":[{"Put":{"TableName":"fuzz","Item":{"pk":{"S":"t"},"sk":{"N":"1"},"rank":{"N":"1"}},"ConditionExpression":"attribute_not_exists(pk) OR v < :v","ExpressionAttributeValues":{":v":{"N":"3"}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}},{"Update":{"TableName":"fuzz","Key":{"pk":{"S":"t"},"sk":{"N":"2"}},"UpdateExpression":"ADD v :o SET color = :c","ExpressionAttributeValues":{":o":{"N":"1"},":c":{"S":"red"}}}},{"Delete":{"TableName":"fuzz","Key":{"pk":{"S":"t"},"sk":{"N":"3"}}}},{"ConditionCheck":{"TableName":"fuzz","Key":{"pk":{"S":"t"},"sk":{"N":"4"}},"ConditionExpression":"attribute_not_exists(pk)"}}],"ClientRequestToken":"token-of-writes","ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}
            UntagResource {"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz","TagKeys":["k"]}
            UpdateContinuousBackups {"TableName":"fuzz","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7}}
            UpdateContributorInsights {"TableName":"fuzz","ContributorInsightsAction":"ENABLE"}
            UpdateGlobalTable {"GlobalTableName":"fuzz","ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]}
            UpdateGlobalTableSettings {"GlobalTableName":"fuzz","GlobalTableBillingMode":"PROVISIONED","GlobalTableProvisionedWriteCapacityUnits":5}
            UpdateItem {"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"UpdateExpression":"SET l[1] = list_append(if_not_exists(q, :l), :l), m.a = :v - v REMOVE z ADD ns :s DELETE bs :b","ExpressionAttributeValues":{":l":{"L":[{"S":"x"}]},":v":{"N":"1"},":s":{"NS":["7"]},":b":{"BS":["AA=="]}},"ReturnValues":"UPDATED_NEW"}
            UpdateItem {"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"9"}},"UpdateExpression":"SET m = :m, v = if_not_exists(v, :n) + :n","ConditionExpression":"v < :n OR attribute_not_exists(v)","ExpressionAttributeValues":{":m":{"M":{"a":{"N":"1"}}},":n":{"N":"4"}},"ReturnValues":"ALL_NEW"}
            UpdateItem {"TableName":"fuzz","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"v":{"Action":"ADD","Value":{"N":"1"}},"color":{"Action":"DELETE"},"l":{"Action":"PUT","Value":{"L":[]}}},"Expected":{"v":{"Value":{"N":"5"}}},"ReturnValues":"ALL_OLD"}
            UpdateKinesisStreamingDestination {"TableName":"fuzz","StreamArn":"arn:aws:kinesis:us-east-1:111111111111:stream/s","UpdateKinesisStreamingConfiguration":{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}
            UpdateTable {"TableName":"fuzz","AttributeDefinitions":[{"AttributeName":"z","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-z","KeySchema":[{"AttributeName":"z","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}],"StreamSpecification":{"StreamEnabled":false}}
            UpdateTable {"TableName":"fuzz","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},"DeletionProtectionEnabled":false,"TableClass":"STANDARD"}
            UpdateTableReplicaAutoScaling {"TableName":"fuzz","ProvisionedWriteCapacityAutoScalingUpdate":{"MinimumUnits":5,"MaximumUnits":50,"ScalingPolicyUpdate":{"PolicyName":"p","TargetTrackingScalingPolicyConfiguration":{"TargetValue":70,"ScaleInCooldown":60}}},"GlobalSecondaryIndexUpdates":[{"IndexName":"by-color","ProvisionedWriteCapacityAutoScalingUpdate":{"MinimumUnits":5,"MaximumUnits":50}}],"ReplicaUpdates":[{"RegionName":"us-east-1","ReplicaProvisionedReadCapacityAutoScalingUpdate":{"AutoScalingDisabled":true}}]}
            UpdateTimeToLive {"TableName":"fuzz","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}
            DescribeStream {"StreamArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/stream/2026-01-01T00:00:00.000","Limit":3}
            GetRecords {"ShardIterator":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/stream/2026-01-01T00:00:00.000|1|AAAA","Limit":3}
            GetShardIterator {"StreamArn":"arn:aws:dynamodb:us-east-1:111111111111:table/fuzz/stream/2026-01-01T00:00:00.000","ShardId":"shardId-00000001414562045508-2bac9cd2","ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"400000000000000499660"}
            ListStreams {"TableName":"fuzz","Limit":3}
            """;

    private static final List<String> FRAGMENTS = List.of(
            "\"-\"",
            "\"" + "(".repeat(2_000) + "\"",
            "\"" + "a.".repeat(60) + "a\"",
            "\"#a\"",
            "\":v\"",
            "\"1e99999999999\"",
            "\"NaN\"",
            "\"NULL\"",
            "\"" + ARN + "\"",
            "\"arn:aws:dynamodb:::\"",
            "\"by-color\"",
            "\"by-rank\"",
            "\"other\"",
            "[[]]",
            "{\"S\":\"\"}",
            "{\"N\":\"\"}",
            "{\"B\":\"\"}",
            "{\"NS\":[]}",
            "{\"L\":[null]}",
            "{\"M\":{\"\":{\"NULL\":false}}}",
            "{\"S\":\"x\",\"N\":\"1\"}",
            "{\"L\":".repeat(40) + "[]" + "}".repeat(40));

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    /** Some changed request may have dropped it. */
    private static void haveTable() {
        try {
            Sample.create(SERVER.client(DynamoDbClient.builder(), "111111111111", "any"), "fuzz");
        } catch (ResourceInUseException there) {
            assertThat(there.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void hasARequestOfEveryOperation() {
        assertThat(BodyFuzz.operations(BodyFuzz.requests(REQUESTS, Map.of())))
                .isEqualTo(BodyFuzz.operations(DynamoDbClient.class, DynamoDbStreamsClient.class))
                .hasSize(61);
    }

    @Test
    void changedRequestsNeverFailTheServer() throws Exception {
        fuzz(6_000);
    }

    @Test
    @Tag("slow")
    void aGreatManyChangedRequestsNeverFailTheServer() throws Exception {
        fuzz(100_000);
    }

    private static void fuzz(int rounds) throws Exception {
        BodyFuzz fuzz = new BodyFuzz(
                SERVER,
                RequestMutator.capture(DynamoDbClient.builder(), DynamoDbClient::listTables)
                        .head(),
                operation -> (OF_STREAMS.contains(operation) ? "DynamoDBStreams_20120810." : "DynamoDB_20120810.")
                        + operation,
                BodyFuzz.requests(REQUESTS, Map.of()),
                FRAGMENTS);
        for (int sent = 0; sent < rounds; sent += AT_ONCE) {
            haveTable();
            fuzz.send(AT_ONCE);
        }
        fuzz.check();
    }
}

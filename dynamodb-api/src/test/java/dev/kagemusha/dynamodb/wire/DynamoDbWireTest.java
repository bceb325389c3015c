package dev.kagemusha.dynamodb.wire;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.protocol.wire.Loopback;
import dev.kagemusha.protocol.wire.RoundTrip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DynamoDbWireTest {
    private static final ServiceModel DYNAMODB = ServiceModel.of(DynamoDbClient.class);
    private static final Protocol PROTOCOL = Protocols.awsJson10();

    @Test
    void findsTheOperationByItsTarget() {
        assertThat(match("DynamoDB_20120810.PutItem")).isEqualTo(new Match.Found(operation("PutItem"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"DynamoDB_20120810.PutItems,PutItems", "PutItem,PutItem", "'',''", "DynamoDB_20120810.,''"})
    void knowsNoOperationBehindAnotherTarget(String target, String name) {
        assertThat(match(target)).isEqualTo(new Match.Unknown(name));
    }

    @Test
    void readsARequest() throws Exception {
        assertThat(decode("PutItem", """
                {"TableName": "Music", "Unknown": {"a": [1, {"b": null}]}, "ReturnValues": null,
                 "Item": {"k": {"S": "é"}, "n": {"N": "1.50"}, "b": {"B": "AAH/"}, "l": {"L": [{"BOOL": true}, {"NULL": true}]},
                          "m": {"M": {"x": {"NS": ["1", "2"]}}}, "e": {"L": []}, "z": null}}
                """))
                .isEqualTo(PutItemRequest.builder()
                        .tableName("Music")
                        .item(Map.of(
                                "k", AttributeValue.fromS("é"),
                                "n", AttributeValue.fromN("1.50"),
                                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, 1, -1})),
                                "l",
                                        AttributeValue.fromL(
                                                List.of(AttributeValue.fromBool(true), AttributeValue.fromNul(true))),
                                "m", AttributeValue.fromM(Map.of("x", AttributeValue.fromNs(List.of("1", "2")))),
                                "e", AttributeValue.fromL(List.of()),
                                "z", AttributeValue.builder().build()))
                        .build());
    }

    @Test
    void writesAResponseWithEmptyCollectionsThatWereSet() {
        Outbound out = PROTOCOL.encode(
                operation("GetItem"),
                GetItemResponse.builder()
                        .item(Map.of("l", AttributeValue.fromL(List.of())))
                        .consumedCapacity(c -> c.capacityUnits(0.5))
                        .build(),
                "REQ");
        assertThat(text(out)).isEqualTo("""
                {"Item":{"l":{"L":[]}},"ConsumedCapacity":{"CapacityUnits":0.5}}""");
        assertThat(out.headers().first("Content-Type")).isEqualTo("application/x-amz-json-1.0");
        assertThat(out.headers().first("x-amzn-RequestId")).isEqualTo("REQ");
        assertThat(out.headers().first("x-amz-crc32")).matches("\\d+");
    }

    @Test
    void writesTimestampsInSeconds() {
        Outbound out = PROTOCOL.encode(
                operation("DescribeTable"),
                DescribeTableResponse.builder()
                        .table(t -> t.creationDateTime(Instant.ofEpochMilli(1421866952062L))
                                .itemCount(3L))
                        .build(),
                "REQ");
        assertThat(text(out)).isEqualTo("""
                {"Table":{"CreationDateTime":1421866952.062,"ItemCount":3}}""");
    }

    @Test
    void writesNothingForAResponseWithoutMembers() {
        assertThat(PROTOCOL.encode(
                                operation("TagResource"),
                                TagResourceResponse.builder().build(),
                                "REQ")
                        .body())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PutItem     | {"TableName": 23}          | NUMBER_VALUE cannot be converted to String
            PutItem     | {"TableName": 3.4}         | DECIMAL_VALUE cannot be converted to String
            PutItem     | {"TableName": true}        | TRUE_VALUE cannot be converted to String
            PutItem     | {"TableName": []}          | Unrecognized collection type class java.lang.String
            PutItem     | {"TableName": {}}          | Start of structure or map found where not expected
            Query       | {"Limit": "23"}            | STRING_VALUE cannot be converted to Integer
            Query       | {"Limit": false}           | FALSE_VALUE cannot be converted to Integer
            GetItem     | {"ConsistentRead": "23"}   | Unexpected token received from parser
            GetItem     | {"ConsistentRead": 23}     | NUMBER_VALUE cannot be converted to Boolean
            PutItem     | {"Item": 1}                | Unexpected field type
            PutItem     | {"Item": {"a": 1}}         | Unexpected value type in payload
            PutItem     | {"Item": {"a": []}}        | Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue
            PutItem     | {"Item": []}               | Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>
            PutItem     | {"Item": {"a": {"B": 1}}}  | only base-64-encoded strings are convertible to bytes
            PutItem     | {"Item": {"a": {"B": "23456"}}} | Base64 encoded length is expected a multiple of 4 bytes but found: 5
            PutItem     | {"Item": {"a": {"B": "=+/="}}}  | Invalid last non-pad Base64 character dectected
            CreateTable | {"KeySchema": "a"}         | Unexpected field type
            CreateTable | {"KeySchema": {}}          | Start of structure or map found where not expected
            CreateTable | {"ProvisionedThroughput": "a"} | Unexpected field type
            PutItem     | hi                         | ''
            PutItem     | {"TableName"               | ''
            PutItem     | {"TableName": "a"} x       | ''
            """)
    void refusesWrongTypesInAwsWords(String operation, String body, String message) {
        assertThatThrownBy(() -> decode(operation, body))
                .isInstanceOf(SerializationException.class)
                .hasMessage(message);
    }

    @Test
    void readsEveryKindOfNumberAsTheMembersType() throws Exception {
        CreateTableRequest request = (CreateTableRequest) decode("CreateTable", """
                {"ProvisionedThroughput": {"ReadCapacityUnits": 5.9, "WriteCapacityUnits": 7}}""");
        assertThat(request.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
        assertThat(request.provisionedThroughput().writeCapacityUnits()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ResourceNotFoundException | 400 | gone | {"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"gone"}
            TransactionCanceledException | 400 | t | {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"t"}
            ValidationException       | 400 | bad  | {"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}
            SerializationException    | 400 | odd  | {"__type":"com.amazon.coral.service#SerializationException","Message":"odd"}
            UnknownOperationException | 400 | ''   | {"__type":"com.amazon.coral.service#UnknownOperationException"}
            """)
    void writesErrorsAsDynamoDbDoes(String code, int status, String message, String body) {
        ServiceModel model = DYNAMODB;
        Outbound out = PROTOCOL.encodeError(model, WireError.of(code, status, message), "REQ");
        assertThat(out.status()).isEqualTo(status);
        assertThat(text(out)).isEqualTo(body);
    }

    @Test
    void theSdksClientUnderstandsAnswersAndErrors() {
        AtomicReference<SdkPojo> received = new AtomicReference<>();
        Map<String, AttributeValue> item =
                Map.of("k", AttributeValue.fromS("v"), "s", AttributeValue.fromSs(List.of("a")));
        try (DynamoDbClient client = client((head, body) -> {
            OperationModel operation = ((Match.Found) PROTOCOL.match(DYNAMODB, head, address(head), null)).operation();
            received.set(PROTOCOL.decode(operation, new Inbound(head, Map.of(), body)));
            return operation.name().equals("GetItem")
                    ? PROTOCOL.encode(
                            operation, GetItemResponse.builder().item(item).build(), "REQ")
                    : PROTOCOL.encodeError(DYNAMODB, WireError.of("ResourceNotFoundException", 400, "gone"), "REQ");
        })) {
            GetItemResponse response = client.getItem(r -> r.tableName("t").key(item));
            assertThat(response.item()).isEqualTo(item);
            assertThat(response.responseMetadata().requestId()).isEqualTo("REQ");
            assertThat(received.get()).asString().contains("TableName=t");

            PutItemRequest put =
                    PutItemRequest.builder().tableName("t").item(item).build();
            ResourceNotFoundException refused =
                    catchThrowableOfType(ResourceNotFoundException.class, () -> client.putItem(put));
            assertThat(received.get()).isEqualTo(put);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo("gone");
            assertThat(refused.requestId()).isEqualTo("REQ");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyOperationPassesBothWays(long seed) throws Exception {
        new RoundTrip(DynamoDbClient.class, PROTOCOL)
                .everyOperation(DynamoDbClient.builder(), seed, field -> !field.memberName()
                        .contains("Arn"));
    }

    private static DynamoDbClient client(Loopback.Server server) {
        return DynamoDbClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(new Loopback(server))
                .build();
    }

    private static Match match(String target) {
        RequestHead head = head(target);
        return PROTOCOL.match(DYNAMODB, head, address(head), null);
    }

    private static Address address(RequestHead head) {
        return new Address(head.path(), Map.of());
    }

    private static RequestHead head(String target) {
        return new RequestHead(
                "POST",
                "/",
                "",
                Headers.of("X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.0"),
                false,
                InetSocketAddress.createUnresolved("client", 1));
    }

    private static OperationModel operation(String name) {
        return Objects.requireNonNull(DYNAMODB.operation(name));
    }

    private static SdkPojo decode(String operation, String body) throws SerializationException {
        return PROTOCOL.decode(
                operation(operation),
                new Inbound(head("DynamoDB_20120810." + operation), Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Outbound out) {
        return new String(out.body(), StandardCharsets.UTF_8);
    }
}

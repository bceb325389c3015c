package dev.kagemusha.protocol.query;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The query protocol as CloudWatch's API reference shows it, byte for byte. */
class AwsQueryTest {
    private static final ServiceModel CLOUDWATCH = ServiceModel.of(CloudWatchClient.class);
    private static final AwsQuery PROTOCOL = new AwsQuery();
    private static final String PUT_METRIC_DATA = """
            Action=PutMetricData&Version=2010-08-01&Namespace=My+App%2FOne\
            &MetricData.member.2.MetricName=second&MetricData.member.2.Timestamp=2016-06-16T02%3A33%3A48Z\
            &MetricData.member.1.MetricName=first&MetricData.member.1.Value=1.5\
            &MetricData.member.1.Dimensions.member.1.Name=Host&MetricData.member.1.Dimensions.member.1.Value=a%26b\
            &MetricData.member.10.Values.member.1=1e3&Unknown.member.1=x&StrictEntityValidation=true""";

    @Test
    void readsNestedLists() throws Exception {
        PutMetricDataRequest request = (PutMetricDataRequest) decode(PUT_METRIC_DATA);
        assertThat(request.namespace()).isEqualTo("My App/One");
        assertThat(request.strictEntityValidation()).isTrue();
        assertThat(request.metricData()).hasSize(3);
        assertThat(request.metricData().get(0).value()).isEqualTo(1.5);
        assertThat(request.metricData().get(0).dimensions().get(0).value()).isEqualTo("a&b");
        assertThat(request.metricData().get(1).timestamp()).isEqualTo("2016-06-16T02:33:48Z");
        assertThat(request.metricData().get(2).values()).containsExactly(1000.0);
    }

    @Test
    void readsAnEmptyListThatWasSet() throws Exception {
        assertThat(((PutMetricDataRequest) decode("Action=PutMetricData&MetricData=")).hasMetricData())
                .isTrue();
        assertThat(((PutMetricDataRequest) decode("Action=PutMetricData")).hasMetricData())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "StrictEntityValidation=perhaps, boolean must follow xsd1.1 definition",
        "MetricData.member.1.Timestamp=yesterday, timestamp must follow ISO8601",
        "MetricData.member.1.Value=many, ''",
        "MetricData.member.x.Value=1, Unexpected list element termination",
        "MetricData=text, Unexpected list element termination",
        "MetricData.member.1=text, Unexpected complex element termination",
        "Namespace.x=1, Unexpected complex element termination"
    })
    void refusesWhatIsNotOfTheShape(String parameter, String message) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> decode("Action=PutMetricData&" + parameter))
                .satisfies(e -> assertThat(e.code()).isEqualTo("MalformedInput"))
                .withMessage(message);
    }

    @Test
    void findsTheOperationInBodyOrQuery() {
        assertThat(match("", null, "POST")).isEqualTo("needs body");
        assertThat(match("", PUT_METRIC_DATA, "POST")).isEqualTo("PutMetricData");
        assertThat(match("Action=ListDashboards&Version=2010-08-01", null, "GET"))
                .isEqualTo("ListDashboards");
        assertThat(match("Action=ListDashboards", "Version=2010-08-01", "POST")).isEqualTo("ListDashboards");
        assertThat(match("", "Action=ListDashboards&Version=2009-05-15", "POST"))
                .isEqualTo("unknown ListDashboards");
        assertThat(match("", "Action=ListDashboards", "POST")).isEqualTo("unknown ListDashboards");
        assertThat(match("", "Action=FlyToTheMoon&Version=2010-08-01", "POST")).isEqualTo("unknown FlyToTheMoon");
        assertThat(match("", "Version=2010-08-01", "POST")).isEqualTo("unknown ");
        assertThat(match("", "", "POST")).isEqualTo("unknown ");
    }

    @Test
    void recognisesItsRequests() {
        assertThat(PROTOCOL.recognises(head("", "POST"))).isTrue();
        RequestHead get = new RequestHead("GET", "/", "Action=A", new Headers(), false, new InetSocketAddress(1));
        assertThat(PROTOCOL.recognises(get)).isTrue();
        Headers cbor = Headers.of("smithy-protocol", "rpc-v2-cbor", "content-type", "application/cbor");
        assertThat(PROTOCOL.recognises(new RequestHead("POST", "/", "", cbor, false, new InetSocketAddress(1))))
                .isFalse();
    }

    @Test
    void writesResults() {
        assertThat(encoded(
                        "ListDashboards",
                        ListDashboardsResponse.builder()
                                .dashboardEntries(e -> e.dashboardName("a<b")
                                        .lastModified(Instant.parse("2016-06-16T02:33:48Z"))
                                        .size(7L))
                                .nextToken("t")
                                .build()))
                .isEqualTo("""
                        <ListDashboardsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">\
                        <ListDashboardsResult><DashboardEntries><member><DashboardName>a&lt;b</DashboardName>\
                        <LastModified>2016-06-16T02:33:48Z</LastModified><Size>7</Size></member></DashboardEntries>\
                        <NextToken>t</NextToken></ListDashboardsResult>\
                        <ResponseMetadata><RequestId>01234567-89ab</RequestId></ResponseMetadata>\
                        </ListDashboardsResponse>""");
        assertThat(encoded("PutMetricData", PutMetricDataResponse.builder().build()))
                .isEqualTo("""
                        <PutMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">\
                        <ResponseMetadata><RequestId>01234567-89ab</RequestId></ResponseMetadata>\
                        </PutMetricDataResponse>""");
    }

    @Test
    void writesErrorsWithTheCodeThatQueryClientsKnow() {
        WireError error = WireError.of("DashboardNotFoundError", 404, "Dashboard a does not exist");
        assertThat(PROTOCOL.encodeError(CLOUDWATCH, error, "01234567-89ab").body())
                .asString(UTF_8)
                .isEqualTo("""
                        <ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type>\
                        <Code>ResourceNotFound</Code><Message>Dashboard a does not exist</Message></Error>\
                        <RequestId>01234567-89ab</RequestId></ErrorResponse>""");
        assertThat(PROTOCOL.encodeError(CLOUDWATCH, WireError.of("InternalFailure", 500, ""), "1")
                        .body())
                .asString(UTF_8)
                .contains("<Type>Receiver</Type><Code>InternalFailure</Code></Error>");
    }

    @Test
    void answersRandomFormsWithNothingButSerializationErrors() {
        long seed = Seed.next();
        Random random = new Random(seed);
        String[] words = {
            "MetricData", "member", "entry", "1", "2", "-1", "99999999999", "Value", "Dimensions", "", "Name"
        };
        for (int run = 0; run < 20_000; run++) {
            StringBuilder form = new StringBuilder("Action=PutMetricData");
            for (int i = random.nextInt(5); i >= 0; i--) {
                form.append('&').append(words[random.nextInt(words.length)]);
                for (int j = random.nextInt(6); j > 0; j--) {
                    form.append('.').append(words[random.nextInt(words.length)]);
                }
                form.append('=').append((char) random.nextInt(256)).append("%4").append(random.nextInt(300));
            }
            try {
                decode(form.toString());
            } catch (SerializationException e) {
                assertThat(e.code()).isEqualTo("MalformedInput");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + form, e);
            }
        }
    }

    private static RequestHead head(String query, String method) {
        Headers headers = Headers.of("content-type", "application/x-www-form-urlencoded");
        if (method.equals("POST")) {
            headers.add("content-length", "100");
        }
        return new RequestHead(method, "/", query, headers, false, new InetSocketAddress("127.0.0.1", 1));
    }

    private static SdkPojo decode(String form) throws SerializationException {
        return PROTOCOL.decode(
                operation("PutMetricData"), new Inbound(head("", "POST"), Map.of(), form.getBytes(UTF_8)));
    }

    private static String match(String query, String body, String method) {
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return switch (PROTOCOL.match(CLOUDWATCH, head(query, method), new Address("/", Map.of()), bytes)) {
            case Match.Found found -> found.operation().name();
            case Match.NeedsBody needs -> "needs body";
            case Match.Unknown unknown -> "unknown " + unknown.name();
        };
    }

    private static OperationModel operation(String name) {
        OperationModel operation = CLOUDWATCH.operation(name);
        assertThat(operation).isNotNull();
        return operation;
    }

    private static String encoded(String operation, SdkPojo response) {
        return new String(
                PROTOCOL.encode(operation(operation), response, "01234567-89ab").body(), UTF_8);
    }
}

package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.metrics.AlarmActions;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.state.Locks;
import dev.kagemusha.testing.AwsErrors;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Alarms through the SDK's client, on an advancing clock. */
final class AlarmsConformanceTest {
    private static final List<AlarmActions.Change> RECEIVED = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new Scaler());

    private static final String SCALING =
            "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/dynamodb/table/t:policyName/p";

    private final CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());

    /** A service whose actions alarms name. */
    private static final class Scaler implements Service {
        @Override
        public String name() {
            return "scaler";
        }

        @Override
        public Definition define(Environment environment) {
            new AlarmActions(environment.jobs()).receive("autoscaling", (run, change) -> {
                RECEIVED.add(change);
                environment.store().write(Locks.NONE, tx -> {
                    run.done(tx);
                    return true;
                });
            });
            return Definition.of("scaler", CloudWatchClient.class)
                    .protocols(Protocols.awsJson11())
                    .signing(SigningProfile.of(ErrorFamily.JSON, "scaler"));
        }
    }

    private void alarm(String name, Consumer<PutMetricAlarmRequest.Builder> more) {
        cloudWatch.putMetricAlarm(r -> {
            r.alarmName(name)
                    .namespace("alarms")
                    .metricName(name)
                    .statistic(Statistic.SUM)
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(10.0)
                    .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD);
            more.accept(r);
        });
    }

    private void measure(String name, double value) {
        cloudWatch.putMetricData(
                r -> r.namespace("alarms").metricData(d -> d.metricName(name).value(value)));
    }

    private MetricAlarm described(String name) {
        return cloudWatch.describeAlarms(r -> r.alarmNames(name)).metricAlarms().getFirst();
    }

    /** To five seconds after a full minute. */
    private static void toNextMinute() {
        long second = SERVER.server().clock().instant().getEpochSecond();
        SERVER.advance(Duration.ofSeconds(65 - Math.floorMod(second, 60L)));
    }

    private static String shortTime(Instant time) {
        return java.time.format.DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss")
                .withZone(java.time.ZoneOffset.UTC)
                .format(time);
    }

    @Test
    void beginsUncheckedAndFollowsItsMetric() {
        toNextMinute();
        alarm("follow", r -> r.alarmDescription("d").unit("None"));
        MetricAlarm fresh = described("follow");
        assertThat(fresh.alarmArn()).isEqualTo("arn:aws:cloudwatch:us-east-1:000000000000:alarm:follow");
        assertThat(fresh.stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        assertThat(fresh.stateReason()).isEqualTo("Unchecked: Initial alarm creation");
        assertThat(fresh.actionsEnabled()).isTrue();

        Instant minute = Instant.ofEpochSecond(SERVER.server().clock().instant().getEpochSecond() / 60 * 60);
        measure("follow", 11);
        toNextMinute();
        MetricAlarm alarming = described("follow");
        assertThat(alarming.stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(alarming.stateReason())
                .isEqualTo("Threshold Crossed: 1 datapoint [11.0 (" + shortTime(minute)
                        + ")] was greater than the threshold (10.0).");
        assertThat(alarming.stateReasonData())
                .contains("\"statistic\":\"Sum\",\"period\":60,\"recentDatapoints\":[11.0],\"threshold\":10.0")
                .contains("\"sampleCount\":1.0,\"value\":11.0}]}");

        measure("follow", 10);
        toNextMinute();
        assertThat(described("follow").stateReason()).contains("[10.0 (").contains("was not greater than");
        assertThat(described("follow").stateValue()).isEqualTo(StateValue.OK);

        SERVER.advance(Duration.ofMinutes(5));
        assertThat(described("follow").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        assertThat(described("follow").stateReason()).isEqualTo("Insufficient Data: 1 datapoint was unknown.");

        measure("follow", 99);
        toNextMinute();
        assertThat(described("follow").stateValue()).isEqualTo(StateValue.ALARM);

        assertThat(cloudWatch.describeAlarmHistory(r -> r.alarmName("follow")).alarmHistoryItems())
                .extracting(AlarmHistoryItem::historySummary)
                .containsExactly(
                        "Alarm updated from INSUFFICIENT_DATA to ALARM",
                        "Alarm updated from OK to INSUFFICIENT_DATA",
                        "Alarm updated from ALARM to OK",
                        "Alarm updated from INSUFFICIENT_DATA to ALARM",
                        "Alarm \"follow\" created");
    }

    @Test
    void needsMDatapointsOutOfN() {
        toNextMinute();
        alarm("mn", r -> r.evaluationPeriods(3).datapointsToAlarm(2));
        double[] values = {20, 1, 30, 2, 3};
        StateValue[] states = {StateValue.OK, StateValue.OK, StateValue.ALARM, StateValue.OK, StateValue.OK};
        for (int i = 0; i < values.length; i++) {
            measure("mn", values[i]);
            toNextMinute();
            assertThat(described("mn").stateValue()).as("after " + values[i]).isEqualTo(states[i]);
            if (i == 2) {
                assertThat(described("mn").stateReason())
                        .startsWith("Threshold Crossed: 2 out of the last 3 datapoints [30.0 (")
                        .endsWith("] were greater than the threshold (10.0) (minimum 2 datapoints for OK -> ALARM"
                                + " transition).");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "breaching,ALARM,Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].",
        "notBreaching,OK,Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
        "missing,INSUFFICIENT_DATA,Unchecked: Initial alarm creation",
        "ignore,INSUFFICIENT_DATA,Unchecked: Initial alarm creation"
    })
    void treatsMissingDataAsTold(String treatment, StateValue state, String reason) {
        alarm("missing-" + treatment, r -> r.treatMissingData(treatment));
        SERVER.advance(Duration.ofMinutes(2));
        assertThat(described("missing-" + treatment).stateValue()).isEqualTo(state);
        assertThat(described("missing-" + treatment).stateReason()).isEqualTo(reason);
    }

    @Test
    void watchesExpressions() {
        toNextMinute();
        cloudWatch.putMetricAlarm(r -> r.alarmName("math")
                .evaluationPeriods(1)
                .threshold(0.5)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .metrics(
                        q -> q.id("rate").expression("errors / FILL(calls, 1)"),
                        q -> q.id("errors").returnData(false).metricStat(s -> s.metric(
                                        m -> m.namespace("alarms").metricName("errors"))
                                .period(60)
                                .stat("Sum")),
                        q -> q.id("calls").returnData(false).metricStat(s -> s.metric(
                                        m -> m.namespace("alarms").metricName("calls"))
                                .period(60)
                                .stat("Sum"))));
        measure("errors", 3);
        measure("calls", 6);
        toNextMinute();
        assertThat(described("math").stateValue()).isEqualTo(StateValue.ALARM);
        measure("errors", 1);
        measure("calls", 6);
        toNextMinute();
        assertThat(described("math").stateValue()).isEqualTo(StateValue.OK);
        assertThat(cloudWatch
                        .describeAlarmsForMetric(r -> r.namespace("alarms").metricName("calls"))
                        .metricAlarms())
                .extracting(MetricAlarm::alarmName)
                .containsExactly("math");
    }

    @Test
    void deliversActionsAndRepeatsThoseOfAutoScaling() {
        toNextMinute();
        RECEIVED.clear();
        alarm("act", r -> r.alarmActions(SCALING).okActions("arn:aws:sns:us-east-1:000000000000:topic"));
        measure("act", 11);
        toNextMinute();
        assertThat(RECEIVED).singleElement().satisfies(change -> {
            assertThat(change.action()).isEqualTo(SCALING);
            assertThat(change.alarmName()).isEqualTo("act");
            assertThat(change.state()).isEqualTo("ALARM");
            assertThat(change.before()).isEqualTo("INSUFFICIENT_DATA");
        });
        measure("act", 12);
        toNextMinute();
        assertThat(RECEIVED).hasSize(2);
        assertThat(RECEIVED.getLast().before()).isEqualTo("ALARM");

        measure("act", 1);
        toNextMinute();
        assertThat(RECEIVED).hasSize(2);
        assertThat(cloudWatch
                        .describeAlarmHistory(r -> r.alarmName("act").historyItemType(HistoryItemType.ACTION))
                        .alarmHistoryItems())
                .extracting(AlarmHistoryItem::historySummary)
                .containsExactly(
                        "Failed to execute action arn:aws:sns:us-east-1:000000000000:topic. Received error: \"no service"
                                + " here takes it\"",
                        "Successfully executed action " + SCALING);

        cloudWatch.disableAlarmActions(r -> r.alarmNames("act"));
        measure("act", 50);
        toNextMinute();
        assertThat(described("act").stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(RECEIVED).hasSize(2);
    }

    @Test
    void keepsAStateThatWasSetUntilItLooksAgain() {
        toNextMinute();
        alarm("set", r -> {});
        measure("set", 1);
        toNextMinute();
        cloudWatch.setAlarmState(
                r -> r.alarmName("set").stateValue(StateValue.ALARM).stateReason("a test"));
        assertThat(described("set").stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(described("set").stateReason()).isEqualTo("a test");
        SERVER.advance(Duration.ofMinutes(1));
        assertThat(described("set").stateValue()).isEqualTo(StateValue.OK);
        AwsErrors.assertRefused(
                () -> cloudWatch.setAlarmState(
                        r -> r.alarmName("absent").stateValue(StateValue.OK).stateReason("x")),
                "ResourceNotFound",
                404);
    }

    @Test
    void aYearOfSilenceCostsNothing() {
        alarm("quiet", r -> r.treatMissingData("breaching"));
        long before = System.nanoTime();
        SERVER.advance(Duration.ofDays(365));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(described("quiet").stateValue()).isEqualTo(StateValue.ALARM);
    }

    @Test
    void listsByPrefixStateAndPages() {
        for (String name : List.of("list-a", "list-b", "list-c")) {
            alarm(name, r -> r.alarmActions(SCALING));
        }
        assertThat(cloudWatch.describeAlarms(r -> r.alarmNamePrefix("list-")).metricAlarms())
                .extracting(MetricAlarm::alarmName)
                .containsExactly("list-a", "list-b", "list-c");
        assertThat(cloudWatch
                        .describeAlarmsPaginator(r -> r.alarmNamePrefix("list-").maxRecords(2))
                        .metricAlarms())
                .hasSize(3);
        assertThat(cloudWatch
                        .describeAlarms(r -> r.alarmNamePrefix("list-").stateValue(StateValue.ALARM))
                        .metricAlarms())
                .isEmpty();
        cloudWatch.deleteAlarms(r -> r.alarmNames("list-a", "list-b", "absent"));
        assertThat(cloudWatch.describeAlarms(r -> r.alarmNamePrefix("list-")).metricAlarms())
                .extracting(MetricAlarm::alarmName)
                .containsExactly("list-c");
    }

    @Test
    void tagsAlarms() {
        alarm("tagged", r -> r.tags(Tag.builder().key("a").value("1").build()));
        String arn = described("tagged").alarmArn();
        cloudWatch.tagResource(
                r -> r.resourceARN(arn).tags(Tag.builder().key("b").value("2").build()));
        cloudWatch.untagResource(r -> r.resourceARN(arn).tagKeys("a"));
        assertThat(cloudWatch.listTagsForResource(r -> r.resourceARN(arn)).tags())
                .containsExactly(Tag.builder().key("b").value("2").build());
        AwsErrors.assertRefused(
                () -> cloudWatch.listTagsForResource(r -> r.resourceARN(arn + "x")), "ResourceNotFoundException", 404);
    }

    @Test
    void refusesWhatCannotBeWatched() {
        AwsErrors.assertRefused(
                () -> alarm("bad", r -> r.period(15)),
                "ValidationError",
                400,
                "Metric alarm period must be 10, 20, 30, or a multiple of 60.");
        AwsErrors.assertRefused(
                () -> alarm("bad", r -> r.alarmActions("topic")), "ValidationError", 400, "Invalid arn syntax: topic");
        AwsErrors.assertRefused(
                () -> alarm("bad", r -> r.evaluationPeriods(1441)),
                "ValidationError",
                400,
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
        AwsErrors.assertRefused(
                () -> alarm("bad", r -> r.extendedStatistic("p90")),
                "InvalidParameterCombination",
                400,
                "Exactly one of Statistic and ExtendedStatistic must be specified.");
    }
}

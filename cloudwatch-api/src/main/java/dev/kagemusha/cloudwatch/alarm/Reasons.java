package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.protocol.json.JsonText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why an alarm is in its state, in CloudWatch's words, and the data that led to it as JSON. */
final class Reasons {
    static final String INITIAL = "Unchecked: Initial alarm creation";

    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Reasons() {}

    /** For example {@code 2019-11-18T07:03:51.700+0000}. */
    static String time(Instant time) {
        return LONG.format(time);
    }

    /**
     * The reason of a new state.
     *
     * @param observed newest first
     */
    static String text(MetricAlarm alarm, Evaluation rule, Evaluation.Outcome outcome, List<Observation> observed) {
        int used = outcome.used().size();
        int filled = outcome.filled();
        if (outcome.state() == StateValue.INSUFFICIENT_DATA) {
            return "Insufficient Data: " + plural(filled, "datapoint") + was(filled) + "unknown.";
        }
        boolean fills = filled > 0
                && (rule.missing() == Evaluation.Missing.BREACHING
                        || rule.missing() == Evaluation.Missing.NOT_BREACHING);
        if (fills) {
            String received = used == 0
                    ? "no datapoints were"
                    : plural(used, "datapoint") + was(used).stripTrailing();
            return "Threshold Crossed: " + received + " received for " + plural(rule.periods(), "period") + " and "
                    + plural(filled, "missing datapoint") + was(filled) + "treated as ["
                    + (rule.missing() == Evaluation.Missing.BREACHING ? "Breaching" : "NonBreaching") + "].";
        }
        boolean alarming = outcome.state() == StateValue.ALARM;
        List<Observation> named = new ArrayList<>();
        for (int place : outcome.used()) {
            Observation each = observed.get(place);
            if (each.value() != null && breaches(alarm, each.value()) == alarming) {
                named.add(each);
            }
        }
        int count = named.size();
        StringBuilder text = new StringBuilder("Threshold Crossed: ");
        if (alarm.datapointsToAlarm() == null) {
            text.append(plural(count, "datapoint"));
        } else {
            text.append(count)
                    .append(" out of the last ")
                    .append(rule.periods())
                    .append(" datapoints");
        }
        text.append(" [");
        for (int i = 0; i < count; i++) {
            Observation each = named.get(i);
            text.append(i == 0 ? "" : ", ")
                    .append(each.value())
                    .append(" (")
                    .append(SHORT.format(Instant.ofEpochSecond(each.second())))
                    .append(')');
        }
        text.append(']')
                .append(was(count))
                .append(alarming ? "" : "not ")
                .append(comparison(alarm.comparisonOperator()))
                .append(" the threshold (")
                .append(alarm.threshold())
                .append(')');
        if (alarm.datapointsToAlarm() != null) {
            int least = alarming ? rule.toAlarm() : rule.periods() - rule.toAlarm() + 1;
            text.append(" (minimum ")
                    .append(plural(least, "datapoint"))
                    .append(alarming ? " for OK -> ALARM transition)" : " for ALARM -> OK transition)");
        }
        return text.append('.').toString();
    }

    private static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String was(int count) {
        return count == 1 ? " was " : " were ";
    }

    private static String comparison(ComparisonOperator operator) {
        return switch (operator) {
            case GREATER_THAN_THRESHOLD -> "greater than";
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> "greater than or equal to";
            case LESS_THAN_THRESHOLD -> "less than";
            case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> "less than or equal to";
            default -> throw new IllegalStateException("no alarm has " + operator);
        };
    }

    static boolean breaches(MetricAlarm alarm, double value) {
        double threshold = alarm.threshold();
        return switch (alarm.comparisonOperator()) {
            case GREATER_THAN_THRESHOLD -> value > threshold;
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= threshold;
            case LESS_THAN_THRESHOLD -> value < threshold;
            case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> value <= threshold;
            default -> throw new IllegalStateException("no alarm has " + alarm.comparisonOperator());
        };
    }

    /** {@code StateReasonData}. */
    static String data(
            MetricAlarm alarm, int period, Evaluation.Outcome outcome, List<Observation> observed, Instant asked) {
        StringBuilder json = new StringBuilder("{\"version\":\"1.0\",\"queryDate\":\"")
                .append(time(asked))
                .append('"');
        List<Integer> used = outcome.used();
        if (!used.isEmpty()) {
            json.append(",\"startDate\":\"")
                    .append(time(
                            Instant.ofEpochSecond(observed.get(used.getLast()).second())))
                    .append('"');
        }
        member(json, "unit", alarm.unitAsString());
        member(json, "statistic", alarm.statistic() == null ? alarm.extendedStatistic() : alarm.statisticAsString());
        json.append(",\"period\":").append(period).append(",\"recentDatapoints\":[");
        for (int i = used.size() - 1; i >= 0; i--) {
            json.append(observed.get(used.get(i)).value()).append(i == 0 ? "" : ",");
        }
        json.append("],\"threshold\":").append(alarm.threshold()).append(",\"evaluatedDatapoints\":[");
        int looked = used.size() == alarm.evaluationPeriods() ? used.getLast() + 1 : alarm.evaluationPeriods();
        boolean first = true;
        for (int i = 0; i < Math.min(looked, observed.size()); i++) {
            Observation each = observed.get(i);
            json.append(first ? "" : ",")
                    .append("{\"timestamp\":\"")
                    .append(time(Instant.ofEpochSecond(each.second())))
                    .append('"');
            if (each.count() != null) {
                json.append(",\"sampleCount\":").append(each.count());
            }
            if (each.value() != null) {
                json.append(",\"value\":").append(each.value());
            }
            json.append('}');
            first = false;
        }
        return json.append("]}").toString();
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":").append(JsonText.quoted(value));
        }
    }
}

package dev.kagemusha.cloudwatch.alarm;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

import java.util.ArrayList;
import java.util.List;

/**
 * How an alarm's state follows from its latest data points: M breaching ones out of the last N. CloudWatch looks at a few more
 * than N, so that of late or rare data the last N real points decide, and treats what is missing as the alarm says only where there
 * are fewer. Source: "Configuring how CloudWatch alarms treat missing data" of the user guide, whose tables are the tests.
 *
 * @param periods N
 * @param toAlarm M
 */
record Evaluation(int periods, int toAlarm, Missing missing) {
    /** So many points beyond N are looked at: the guide's tables have five for three. */
    static final int MORE = 2;

    /** What a missing point counts as. */
    enum Missing {
        MISSING,
        IGNORE,
        BREACHING,
        NOT_BREACHING;

        static Missing of(@Nullable String text, @Nullable String namespace) {
            if (text == null) {
                // "Alarms that evaluate metrics in the AWS/DynamoDB namespace ignore missing data by default": user
                // guide
                return "AWS/DynamoDB".equals(namespace) ? IGNORE : MISSING;
            }
            return switch (text) {
                case "breaching" -> BREACHING;
                case "notBreaching" -> NOT_BREACHING;
                case "ignore" -> IGNORE;
                default -> MISSING;
            };
        }
    }

    /**
     * What follows.
     *
     * @param state null: it stays as it is
     * @param used the points that decided, by their place
     * @param filled so many more were missing and counted as something
     */
    record Outcome(@Nullable StateValue state, List<Integer> used, int filled) {}

    /** @param points newest first: breaching, not breaching, or null for missing */
    Outcome decide(List<@Nullable Boolean> points) {
        List<Integer> used = new ArrayList<>();
        int breaching = 0;
        for (int i = 0; i < points.size() && used.size() < periods; i++) {
            Boolean point = points.get(i);
            if (point != null) {
                used.add(i);
                breaching += point ? 1 : 0;
            }
        }
        int lacking = periods - used.size();
        if (used.isEmpty()) {
            return new Outcome(
                    switch (missing) {
                        case MISSING -> StateValue.INSUFFICIENT_DATA;
                        case IGNORE -> null;
                        case BREACHING -> StateValue.ALARM;
                        case NOT_BREACHING -> StateValue.OK;
                    },
                    used,
                    lacking);
        }
        int counted = breaching + (missing == Missing.BREACHING ? lacking : 0);
        if (counted >= toAlarm) {
            return new Outcome(StateValue.ALARM, used, lacking);
        }
        boolean allBreach = breaching == used.size();
        if (lacking > 0 && allBreach && missing == Missing.IGNORE) {
            return new Outcome(null, used, lacking);
        }
        // All there is breaches, and the oldest is old enough that M points could have been there by now.
        boolean early = lacking > 0 && allBreach && missing == Missing.MISSING && used.getLast() + 1 >= toAlarm;
        return new Outcome(early ? StateValue.ALARM : StateValue.OK, used, lacking);
    }
}

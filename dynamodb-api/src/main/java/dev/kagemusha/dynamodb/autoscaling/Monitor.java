package dev.kagemusha.dynamodb.autoscaling;

/**
 * Whether the alarms of a policy are on: its AlarmHigh and AlarmLow over the sums of each minute, as CloudWatch evaluates them.
 *
 * <p>Minutes without data are missing, not zero. An alarm goes on when the oldest of its minutes has data, and none that has any
 * fails to breach; so the low alarm of an idle table never does, and the table keeps what it has.
 */
final class Monitor {
    /** "AlarmHigh" looks at two minutes. */
    static final int HIGH_MINUTES = 2;
    /** "AlarmLow" looks at fifteen. */
    static final int LOW_MINUTES = 15;
    /** The low threshold lies so many points of utilization below the target. */
    private static final double LOWER = 20;

    private static final double SECONDS = 60;

    private Monitor() {}

    static boolean high(double[] minutes, long provisioned, double target) {
        double threshold = provisioned * target / 100 * SECONDS;
        return breaching(minutes, HIGH_MINUTES, threshold, 1);
    }

    static boolean low(double[] minutes, long provisioned, double target) {
        double threshold = provisioned * (target - LOWER) / 100 * SECONDS;
        return breaching(minutes, LOW_MINUTES, threshold, -1);
    }

    private static boolean breaching(double[] minutes, int count, double threshold, int side) {
        if (minutes[minutes.length - count] == 0) {
            return false;
        }
        for (int i = minutes.length - count; i < minutes.length; i++) {
            if (minutes[i] != 0 && Double.compare(minutes[i], threshold) != side) {
                return false;
            }
        }
        return true;
    }

    /** Units that hold the target for what the minutes of an alarm have consumed on average. */
    static long wanted(double[] minutes, int count, double target) {
        double sum = 0;
        int with = 0;
        for (int i = minutes.length - count; i < minutes.length; i++) {
            if (minutes[i] != 0) {
                sum += minutes[i];
                with++;
            }
        }
        return with == 0 ? 0 : (long) Math.ceil(sum / with / SECONDS * 100 / target);
    }
}

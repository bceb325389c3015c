package dev.kagemusha.dynamodb.autoscaling;

/**
 * What has been measured of a target, and when its capacity was changed last.
 *
 * @param total units consumed since counting began, at the end of the last minute; negative if it was not looked at yet
 * @param minutes units consumed in each of the last minutes, the newest last; 0 is a minute without data, since CloudWatch is told
 *     nothing by an idle table
 * @param outMillis when capacity was last added by a policy, or 0
 * @param inMillis when capacity was last taken away by a policy, or 0
 */
record Watch(double total, double[] minutes, long outMillis, long inMillis) {
    /** As far as the slower of the two alarms looks back. */
    private static final int KEPT = Monitor.LOW_MINUTES;

    static final Watch NEW = new Watch(-1, new double[KEPT], 0, 0);

    /** After one more minute. A smaller total than before was counted since a start of the process. */
    Watch minute(double totalNow) {
        double[] next = new double[KEPT];
        System.arraycopy(minutes, 1, next, 0, KEPT - 1);
        next[KEPT - 1] = total < 0 ? 0 : totalNow < total ? totalNow : totalNow - total;
        return new Watch(totalNow, next, outMillis, inMillis);
    }

    Watch scaledOut(long millis) {
        return new Watch(total, minutes, millis, inMillis);
    }

    Watch scaledIn(long millis) {
        return new Watch(total, minutes, outMillis, millis);
    }
}

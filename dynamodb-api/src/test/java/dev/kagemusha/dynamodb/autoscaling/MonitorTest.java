package dev.kagemusha.dynamodb.autoscaling;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

final class MonitorTest {
    private static double[] all(double units) {
        double[] minutes = new double[Monitor.LOW_MINUTES];
        Arrays.fill(minutes, units);
        return minutes;
    }

    /** Of one unit at 70 %, AWS's alarms have the thresholds 42 and 30. */
    @Test
    void hasTheThresholdsThatAwsWrites() {
        assertThat(Monitor.high(all(42), 1, 70)).isFalse();
        assertThat(Monitor.high(all(42.5), 1, 70)).isTrue();
        assertThat(Monitor.low(all(30), 1, 70)).isFalse();
        assertThat(Monitor.low(all(29.5), 1, 70)).isTrue();
    }

    @Test
    void needsTwoMinutesToGoHighAndFifteenToGoLow() {
        double[] minutes = all(35);
        minutes[14] = 50;
        assertThat(Monitor.high(minutes, 1, 70)).isFalse();
        minutes[13] = 50;
        assertThat(Monitor.high(minutes, 1, 70)).isTrue();

        double[] low = all(10);
        assertThat(Monitor.low(low, 1, 70)).isTrue();
        low[3] = 30;
        assertThat(Monitor.low(low, 1, 70)).isFalse();
    }

    @Test
    void isNeverLowWithoutData() {
        assertThat(Monitor.low(all(0), 5, 70)).isFalse();
        double[] minutes = all(0);
        minutes[0] = 1;
        assertThat(Monitor.low(minutes, 5, 70)).isTrue();
    }

    @Test
    void wantsWhatHoldsTheTarget() {
        assertThat(Monitor.wanted(all(480), Monitor.HIGH_MINUTES, 70)).isEqualTo(12);
        assertThat(Monitor.wanted(all(0), Monitor.LOW_MINUTES, 70)).isZero();
    }
}

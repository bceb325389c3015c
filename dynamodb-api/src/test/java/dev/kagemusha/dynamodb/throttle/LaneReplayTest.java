package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Hours of load, replayed in emulated time against {@link FluidModel}: what is let in each second differs by one at most. */
final class LaneReplayTest {
    private static final long HOUR = 3_600_000;
    private static final long START = 1_800_000_000_000L;
    private static final int BURST = 300;

    private record Arrival(long millis, double key, double units) {}

    /** Arrivals at a rate that changes, evenly within each second but for some jitter. */
    private interface Rate {
        double at(long second);
    }

    private static List<Arrival> load(long seed, Rate rate, boolean hot, double units) {
        Random random = new Random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        double carried = 0;
        for (long second = 0; second < HOUR / 1000; second++) {
            carried += rate.at(second);
            int count = (int) carried;
            carried -= count;
            for (int i = 0; i < count; i++) {
                double key = hot && random.nextInt(10) > 0 ? 0.3 : random.nextDouble();
                arrivals.add(new Arrival(1000 * second + 1000L * i / count, key, units));
            }
        }
        return arrivals;
    }

    private static void replay(Lane lane, FluidModel model, List<Arrival> load) {
        long second = 0;
        int ours = 0;
        int theirs = 0;
        long admitted = 0;
        for (Arrival arrival : load) {
            if (arrival.millis() / 1000 != second) {
                assertThat(ours).as("let in during second %d", second).isCloseTo(theirs, within(1));
                second = arrival.millis() / 1000;
                ours = 0;
                theirs = 0;
            }
            int hash = (int) (long) (arrival.key() * (1L << 32));
            if (lane.take(hash, arrival.units(), nanos(arrival.millis())) == null) {
                ours++;
                admitted++;
            }
            if (model.passes(arrival.millis(), arrival.key(), arrival.units())) {
                theirs++;
            }
        }
        assertThat(lane.throttled()).as("throttled").isEqualTo(load.size() - admitted);
        assertThat(lane.consumed()).isEqualTo(admitted * load.get(0).units());
    }

    private static org.assertj.core.data.Offset<Integer> within(int by) {
        return org.assertj.core.data.Offset.offset(by);
    }

    private static long nanos(long millis) {
        return (START + millis) * 1_000_000;
    }

    private static Lane writes(long provisioned, int partitions) {
        return new Lane(true, new Lane.Plan(provisioned, 0, 0, partitions), nanos(0), null);
    }

    @Test
    void steadyLoadAboveWhatIsProvisionedIsCutWhenTheBurstIsGone() {
        replay(writes(50, 1), new FluidModel(50, BURST, 0, 1, 1000), load(1, second -> 80, false, 1));
    }

    @Test
    void spikesAreServedFromWhatQuietTimesLeft() {
        replay(
                writes(20, 1),
                new FluidModel(20, BURST, 0, 1, 1000),
                load(2, second -> second % 600 < 60 ? 200 : 5, false, 1));
    }

    @Test
    void largeItemsLeaveDebts() {
        replay(writes(10, 1), new FluidModel(10, BURST, 0, 1, 1000), load(3, second -> 3, false, 7));
    }

    @Test
    void halfUnitsOfEventualReadsAddUp() {
        Lane reads = new Lane(false, new Lane.Plan(30, 0, 0, 1), nanos(0), null);
        replay(reads, new FluidModel(30, BURST, 0, 1, 3000), load(4, second -> 90, false, 0.5));
    }

    @Test
    void aHotKeyHasNoMoreThanThePartitionsCeilingHoweverMuchIsProvisioned() {
        // Short of the time after which the hot partition would be split.
        List<Arrival> load = load(5, second -> second < 290 ? 1_500 : 0, true, 1);
        replay(writes(4_000, 4), new FluidModel(4_000, BURST, 0, 4, 1000), load);
    }

    @Test
    void onDemandServesItsFirstFourThousand() {
        Lane lane = new Lane(true, new Lane.Plan(0, 4_000, 0, 4), nanos(0), null);
        List<Arrival> load = load(6, second -> second < 100 ? 20 * second : 0, false, 4);
        replay(lane, new FluidModel(4_000, 10, 0, 4, 1000), load);
    }

    @Test
    void theClientsMaximumHoldsOnDemand() {
        Lane lane = new Lane(true, new Lane.Plan(0, 4_000, 25, 4), nanos(0), null);
        replay(lane, new FluidModel(4_000, 10, 25, 4, 1000), load(7, second -> 10 + second % 40, false, 1));
    }

    @Test
    void onDemandServesDoubleAPeakThatIsHalfAnHourOld() {
        Lane lane = new Lane(true, new Lane.Plan(0, 4_000, 0, 4), nanos(0), null);
        Random random = new Random(8);
        // 3,500 units a second for two minutes, spread over all keys.
        for (long second = 0; second < 120; second++) {
            for (int i = 0; i < 875; i++) {
                assertThat(lane.take(random.nextInt(), 4, nanos(1000 * second + i)))
                        .isNull();
            }
        }
        assertThat(lane.unitsPerSecond()).isEqualTo(4_000);
        assertThat(lane.take(0, 1, nanos(29 * 60_000))).isNull();
        assertThat(lane.unitsPerSecond()).as("not yet").isEqualTo(4_000);
        assertThat(lane.take(0, 1, nanos(33 * 60_000))).isNull();
        assertThat(lane.unitsPerSecond()).isEqualTo(7_000);
        assertThat(lane.partitions().count()).as("partitions for it").isEqualTo(7);
    }

    @Test
    void onDemandGrowsToTheAccountsQuotaAndNoFurther() {
        Lane lane = new Lane(true, new Lane.Plan(0, 30_000, 0, 80), nanos(0), null);
        // 30,000 units a second for two minutes, over keys at even distances.
        for (long milli = 0; milli < 120_000; milli += 4) {
            assertThat(lane.take((int) (milli * 0x9E3779B9L), 120, nanos(milli)))
                    .isNull();
        }
        long later = 33 * 60_000;
        assertThat(lane.take(0, 1, nanos(later))).isNull();
        assertThat(lane.unitsPerSecond()).as("not double").isEqualTo(40_000);
        later += 20_000;
        Reason refused = null;
        int taken = 0;
        for (int i = 0; refused == null && i < 5_000; i++) {
            refused = lane.take((int) (i * 0x9E3779B9L), 100, nanos(later));
            taken += refused == null ? 1 : 0;
        }
        assertThat(taken).as("ten seconds of it").isEqualTo(4_000);
        assertThat(refused).isEqualTo(Reason.ACCOUNT);
        RequestLimitExceededException answer =
                DynamoDbErrors.beyondAccountLimit("TableWrite" + Reason.ACCOUNT.text(), "arn");
        assertThat(answer.awsErrorDetails().errorCode()).isEqualTo("RequestLimitExceeded");
        assertThat(answer.awsErrorDetails().errorMessage())
                .isEqualTo("Throughput exceeds the current throughput limit for your account. To request a limit"
                        + " increase, contact AWS Support at https://aws.amazon.com/support.");
        assertThat(answer.throttlingReasons()).singleElement().satisfies(reason -> assertThat(reason.reason())
                .isEqualTo("TableWriteAccountLimitExceeded"));
    }

    @Test
    void aPartitionHotForMinutesIsSplitBetweenItsKeysAndASingleKeyIsNot() {
        Lane lane = writes(10_000, 1);
        Lane single = writes(10_000, 1);
        for (long milli = 0; milli < 400_000; milli++) {
            for (int i = 0; i < 2; i++) {
                lane.take(milli % 2 == 0 ? 100 : 200, 1, nanos(milli));
                single.take(100, 1, nanos(milli));
            }
        }
        assertThat(lane.partitions().count()).isEqualTo(2);
        assertThat(single.partitions().count()).isEqualTo(1);
        long before = (long) lane.consumed();
        for (long milli = 400_000; milli < 401_000; milli++) {
            for (int i = 0; i < 2; i++) {
                lane.take(milli % 2 == 0 ? 100 : 200, 1, nanos(milli));
            }
        }
        assertThat(lane.consumed() - before).as("two ceilings now").isEqualTo(2_000);
    }
}

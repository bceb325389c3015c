package dev.kagemusha.metrics;

import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

final class SamplesTest {
    @Test
    void keepsUpToTwoHundredAndFiftySixValuesExactly() {
        double[] values = new double[Samples.EXACT];
        double[] counts = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = values.length - i;
            counts[i] = i + 1;
        }
        Samples all = Samples.of(values, counts);
        assertThat(all.values()).hasSize(Samples.EXACT).isSorted();
        assertThat(all.counts()[0]).isEqualTo(256);
    }

    @Test
    void takesNeighboursTogetherBeyondThatAndKeepsCountAndSum() {
        SplittableRandom random = new SplittableRandom(Seed.next());
        double[] values = random.doubles(5_000, -1e6, 1e6).toArray();
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        Samples all = Samples.of(values, ones);

        Arrays.sort(values);
        assertThat(all.values().length).isBetween(100, Samples.EXACT);
        assertThat(all.count()).isEqualTo(5_000);
        assertThat(Arrays.stream(all.counts()).sum()).isCloseTo(5_000, within(1e-6));
        assertThat(all.sum()).isCloseTo(Arrays.stream(values).sum(), within(1e-3));
        assertThat(all.min()).isEqualTo(values[0]);
        assertThat(all.max()).isEqualTo(values[4_999]);
        assertThat(all.values()).isSorted();
    }

    @Test
    void forgetsTheValuesOnceAStatisticSetIsAmongThem() {
        assertThat(Samples.of(1).with(Samples.ofSet(2, 5, 1, 4)).hasValues()).isFalse();
        assertThat(Samples.of(1).with(Samples.ofSet(2, 8, 4, 4)).hasValues()).isTrue();
    }

    @Test
    void readsWhatItWrote() {
        Samples samples = Samples.of(new double[] {3, 1, 2}, new double[] {0.5, 7, 1});
        assertThat(Samples.decode(samples.encode())).usingRecursiveComparison().isEqualTo(samples);
    }
}

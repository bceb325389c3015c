package dev.kagemusha.metrics;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a counter that few threads share: the statistics of the minute that runs, and those of minutes before that nobody has
 * taken yet. With a histogram, values fall into 16 buckets for each power of two.
 */
final class Cell {
    private static final int BUCKETS_PER_DOUBLING = 4; // as a power of two
    private static final int SHIFT = 52 - BUCKETS_PER_DOUBLING;
    private static final int LEAST_EXPONENT = -10;
    private static final int DOUBLINGS = 40;
    private static final int BUCKETS = DOUBLINGS << BUCKETS_PER_DOUBLING;
    private static final long FIRST = Double.doubleToRawLongBits(Math.scalb(1.0, LEAST_EXPONENT)) >>> SHIFT;

    private final int @Nullable [] histogram;
    private final List<Taken> before = new ArrayList<>(0);
    private long minute;
    private double count;
    private double sum;
    private double min;
    private double max;

    Cell(boolean withHistogram) {
        this.histogram = withHistogram ? new int[BUCKETS] : null;
    }

    /** The statistics of a minute since the epoch. */
    record Taken(long minute, Samples samples) {}

    synchronized void add(long inMinute, double value) {
        if (count == 0) {
            minute = inMinute;
            min = value;
            max = value;
        } else if (minute != inMinute) {
            turn();
            minute = inMinute;
            min = value;
            max = value;
        } else if (value < min) {
            min = value;
        } else if (value > max) {
            max = value;
        }
        count++;
        sum += value;
        if (histogram != null) {
            histogram[bucket(value)]++;
        }
    }

    private static int bucket(double value) {
        long place = value <= 0 ? 0 : (Double.doubleToRawLongBits(value) >>> SHIFT) - FIRST;
        return (int) Math.max(0, Math.min(BUCKETS - 1, place));
    }

    private void turn() {
        before.add(new Taken(minute, samples()));
        count = 0;
        sum = 0;
        if (histogram != null) {
            java.util.Arrays.fill(histogram, 0);
        }
    }

    private Samples samples() {
        if (histogram == null) {
            return Samples.ofSet(count, sum, min, max);
        }
        int used = 0;
        for (int each : histogram) {
            used += each > 0 ? 1 : 0;
        }
        double[] values = new double[used];
        double[] counts = new double[used];
        int to = 0;
        for (int i = 0; i < BUCKETS; i++) {
            if (histogram[i] > 0) {
                double low = Double.longBitsToDouble((FIRST + i) << SHIFT);
                double high = Double.longBitsToDouble((FIRST + i + 1) << SHIFT);
                values[to] = Math.max(min, Math.min(max, (low + high) / 2));
                counts[to++] = histogram[i];
            }
        }
        return new Samples(count, sum, min, max, values, counts);
    }

    /** Takes what has been counted; it begins anew. */
    synchronized void drain(List<Taken> into) {
        if (count > 0) {
            turn();
        }
        into.addAll(before);
        before.clear();
    }
}

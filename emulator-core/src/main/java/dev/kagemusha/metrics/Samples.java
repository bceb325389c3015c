package dev.kagemusha.metrics;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The statistics of some measurements: how many, their sum, the least and the greatest, and (unless they were published as a mere
 * statistic set) which values there were and how often, which percentiles need.
 *
 * <p>Up to {@value #EXACT} different values are kept as they are. Of more, neighbours are taken together whose distance is at
 * most a hundredth of their size.
 *
 * @param count may have a fraction, as CloudWatch allows in {@code Counts}
 * @param values in ascending order; empty when not known
 * @param counts as many
 */
public record Samples(double count, double sum, double min, double max, double[] values, double[] counts) {
    static final int EXACT = 256;

    private static final double[] NONE = {};
    private static final double ALIKE = 1.01;
    private static final int HEAD = 2 + 4 * Double.BYTES;

    /** One measurement. */
    public static Samples of(double value) {
        return new Samples(1, value, value, value, new double[] {value}, new double[] {1});
    }

    /** Measurements published as a statistic set: without values unless they must all be the same. */
    public static Samples ofSet(double count, double sum, double min, double max) {
        boolean same = min == max;
        return new Samples(count, sum, min, max, same ? new double[] {min} : NONE, same ? new double[] {count} : NONE);
    }

    /** Values and how often each was measured, in any order. */
    public static Samples of(double[] values, double[] counts) {
        Samples all = null;
        for (int i = 0; i < values.length; i++) {
            double times = counts[i];
            Samples one = new Samples(
                    times, values[i] * times, values[i], values[i], new double[] {values[i]}, new double[] {times});
            all = all == null ? one : all.with(one);
        }
        if (all == null) {
            throw new IllegalArgumentException("no values");
        }
        return all;
    }

    /** Whether it is known which values there were. */
    public boolean hasValues() {
        return values.length > 0;
    }

    public double average() {
        return sum / count;
    }

    /** Both together. */
    public Samples with(Samples other) {
        double n = count + other.count;
        double total = sum + other.sum;
        double least = Math.min(min, other.min);
        double most = Math.max(max, other.max);
        if (!hasValues() || !other.hasValues()) {
            return new Samples(n, total, least, most, NONE, NONE);
        }
        double[] v = new double[values.length + other.values.length];
        double[] c = new double[v.length];
        int i = 0;
        int j = 0;
        int to = 0;
        while (i < values.length || j < other.values.length) {
            boolean mine = j == other.values.length || (i < values.length && values[i] <= other.values[j]);
            double value = mine ? values[i] : other.values[j];
            double times = mine ? counts[i++] : other.counts[j++];
            if (to > 0 && v[to - 1] == value) {
                c[to - 1] += times;
            } else {
                v[to] = value;
                c[to++] = times;
            }
        }
        if (to > EXACT) {
            to = coarser(v, c, to);
        }
        return new Samples(n, total, least, most, Arrays.copyOf(v, to), Arrays.copyOf(c, to));
    }

    private static int coarser(double[] v, double[] c, int length) {
        double alike = ALIKE;
        int left = length;
        while (left > EXACT) {
            left = merged(v, c, left, alike);
            alike *= alike; // of numbers of very many sizes
        }
        return left;
    }

    private static int merged(double[] v, double[] c, int length, double alike) {
        int to = 0;
        double first = v[0];
        for (int i = 1; i < length; i++) {
            boolean close = first > 0 ? v[i] <= first * alike : v[i] <= first / alike;
            if (close) {
                double times = c[to] + c[i];
                v[to] = (v[to] * c[to] + v[i] * c[i]) / times;
                c[to] = times;
            } else {
                first = v[i];
                v[++to] = v[i];
                c[to] = c[i];
            }
        }
        return to + 1;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEAD + 2 * Double.BYTES * values.length);
        out.putShort((short) values.length).putDouble(count).putDouble(sum).putDouble(min);
        out.putDouble(max);
        for (int i = 0; i < values.length; i++) {
            out.putDouble(values[i]).putDouble(counts[i]);
        }
        return out.array();
    }

    static Samples decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.getShort();
        double count = in.getDouble();
        double sum = in.getDouble();
        double min = in.getDouble();
        double max = in.getDouble();
        double[] values = new double[length];
        double[] counts = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.getDouble();
            counts[i] = in.getDouble();
        }
        return new Samples(count, sum, min, max, values, counts);
    }
}

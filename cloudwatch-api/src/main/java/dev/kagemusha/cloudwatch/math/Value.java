package dev.kagemusha.cloudwatch.math;

import java.util.List;

/** What an expression is worth. */
public sealed interface Value {
    /** A number. */
    record Scalar(double number) implements Value {}

    /** A quoted text or a bare word such as {@code REPEAT}. */
    record Text(String text) implements Value {}

    /** Several time series. */
    record Many(List<Series> all) implements Value {}

    /**
     * Points in order of time.
     *
     * @param label what it is called in an answer
     * @param seconds epoch seconds of the points
     * @param values as many
     * @param grid the periods in which there could be points
     */
    record Series(String label, long[] seconds, double[] values, Grid grid) implements Value {
        public int size() {
            return seconds.length;
        }
    }

    /** The periods of a series, from the first second to before the end. */
    record Grid(long start, long end, int period) {}
}

package dev.kagemusha.cloudwatch.math;

import dev.kagemusha.cloudwatch.math.Arithmetic.Points;
import dev.kagemusha.cloudwatch.math.Value.Many;
import dev.kagemusha.cloudwatch.math.Value.Scalar;
import dev.kagemusha.cloudwatch.math.Value.Series;
import dev.kagemusha.cloudwatch.math.Value.Text;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** The functions of metric math. One class, since each is a few lines and they are looked up by name. */
final class Functions {
    private Functions() {}

    static Value call(String name, List<Value> arguments, Value.Grid grid) {
        return switch (name) {
            case "ABS" -> Arithmetic.each(only(name, arguments), Math::abs);
            case "CEIL" -> Arithmetic.each(only(name, arguments), Math::ceil);
            case "FLOOR" -> Arithmetic.each(only(name, arguments), Math::floor);
            case "LOG" -> Arithmetic.each(only(name, arguments), Math::log);
            case "LOG10" -> Arithmetic.each(only(name, arguments), Math::log10);
            case "AVG", "MAX", "MIN", "STDDEV", "SUM", "DATAPOINT_COUNT" ->
                aggregate(only(name, arguments), aggregation(name));
            case "DIFF" -> each(only(name, arguments), series -> steps(series, (v, s) -> v));
            case "DIFF_TIME" -> each(only(name, arguments), series -> steps(series, (v, s) -> s));
            case "RATE" -> each(only(name, arguments), series -> steps(series, (v, s) -> v / s));
            case "RUNNING_SUM" -> each(only(name, arguments), Functions::runningSum);
            case "FILL" -> fill(arguments);
            case "IF" -> condition(arguments);
            case "FIRST" -> many(name, arguments).getFirst();
            case "LAST" -> many(name, arguments).getLast();
            case "METRIC_COUNT" -> new Scalar(many(name, arguments).size());
            case "REMOVE_EMPTY" ->
                new Many(many(name, arguments).stream()
                        .filter(series -> series.size() > 0)
                        .toList());
            case "SLICE" -> slice(arguments);
            case "SORT" -> sort(arguments);
            case "PERIOD" -> new Scalar(series(name, arguments).grid().period());
            case "TIME_SERIES" -> timeSeries(only(name, arguments), grid);
            case "EPOCH" -> times(series(name, arguments), second -> (double) second);
            case "MINUTE" -> calendar(name, arguments, ZonedDateTime::getMinute);
            case "HOUR" -> calendar(name, arguments, ZonedDateTime::getHour);
            case "DAY" -> calendar(name, arguments, time -> time.getDayOfWeek().getValue());
            case "DATE" -> calendar(name, arguments, ZonedDateTime::getDayOfMonth);
            case "MONTH" -> calendar(name, arguments, ZonedDateTime::getMonthValue);
            case "YEAR" -> calendar(name, arguments, ZonedDateTime::getYear);
            default -> throw new MathException("Unsupported function '" + name + "'");
        };
    }

    private static Value only(String name, List<Value> arguments) {
        if (arguments.size() != 1) {
            throw new MathException(name + " takes one argument");
        }
        return arguments.getFirst();
    }

    private static Series series(String name, List<Value> arguments) {
        if (only(name, arguments) instanceof Series series) {
            return series;
        }
        throw new MathException(name + " takes a time series");
    }

    private static List<Series> many(String name, List<Value> arguments) {
        if (only(name, arguments) instanceof Many many && !many.all().isEmpty()) {
            return many.all();
        }
        throw new MathException(name + " takes an array of time series");
    }

    private static Value each(Value value, UnaryOperator<Series> change) {
        return switch (value) {
            case Series series -> change.apply(series);
            case Many many -> new Many(many.all().stream().map(change).toList());
            default -> throw new MathException("A time series is needed");
        };
    }

    private static ToDoubleFunction<double[]> aggregation(String name) {
        return switch (name) {
            case "AVG" -> v -> Arrays.stream(v).sum() / v.length;
            case "MAX" -> v -> Arrays.stream(v).max().orElse(Double.NaN);
            case "MIN" -> v -> Arrays.stream(v).min().orElse(Double.NaN);
            case "SUM" -> v -> Arrays.stream(v).sum();
            case "DATAPOINT_COUNT" -> v -> v.length;
            case "STDDEV" -> Functions::deviation;
            default -> throw new MathException("Unsupported function '" + name + "'");
        };
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    /** One number of a series; of an array a series, point by point over those that have one. */
    private static Value aggregate(Value value, ToDoubleFunction<double[]> of) {
        return switch (value) {
            case Scalar scalar -> new Scalar(of.applyAsDouble(new double[] {scalar.number()}));
            case Series series -> new Scalar(of.applyAsDouble(series.values()));
            case Many many -> together(many.all(), of);
            case Text text -> throw new MathException("A text has no statistics");
        };
    }

    private static Series together(List<Series> all, ToDoubleFunction<double[]> of) {
        if (all.isEmpty()) {
            throw new MathException("The array has no time series");
        }
        NavigableMap<Long, double[]> byTime = new TreeMap<>();
        for (Series series : all) {
            for (int i = 0; i < series.size(); i++) {
                double value = series.values()[i];
                byTime.merge(series.seconds()[i], new double[] {value}, (known, more) -> {
                    double[] longer = Arrays.copyOf(known, known.length + 1);
                    longer[known.length] = more[0];
                    return longer;
                });
            }
        }
        Points points = new Points(byTime.size());
        byTime.forEach((second, values) -> points.add(second, of.applyAsDouble(values)));
        return points.like(all.getFirst());
    }

    /** Of the differences of value and time. */
    private interface Step {
        double of(double value, double seconds);
    }

    private static Series steps(Series series, Step step) {
        Points points = new Points(series.size());
        for (int i = 1; i < series.size(); i++) {
            points.add(series.seconds()[i], step.of(series.values()[i] - series.values()[i - 1], (double)
                    (series.seconds()[i] - series.seconds()[i - 1])));
        }
        return points.like(series);
    }

    private static Series runningSum(Series series) {
        double[] sum = new double[1];
        return Arithmetic.each(series, value -> sum[0] += value);
    }

    private static Value fill(List<Value> arguments) {
        if (arguments.size() != 2) {
            throw new MathException("FILL takes two arguments");
        }
        Value with = arguments.get(1);
        return each(arguments.getFirst(), series -> fill(series, with));
    }

    private static Series fill(Series series, Value with) {
        Points points = new Points(series.size());
        Value.Grid grid = series.grid();
        int next = 0;
        for (long second = grid.start(); second < grid.end(); second += grid.period()) {
            while (next < series.size() && series.seconds()[next] < second) {
                next++;
            }
            boolean there = next < series.size() && series.seconds()[next] == second;
            Double value = there ? (Double) series.values()[next] : filling(series, next, second, with);
            if (value != null) {
                points.add(second, value);
            }
        }
        return points.like(series);
    }

    /** @param next index of the first point behind the gap */
    private static @Nullable Double filling(Series series, int next, long second, Value with) {
        return switch (with) {
            case Scalar scalar -> scalar.number();
            case Series other -> at(other, second);
            case Text text -> between(series, next, second, text.text());
            default -> throw new MathException("FILL fills with a number, a time series, REPEAT or LINEAR");
        };
    }

    private static @Nullable Double between(Series series, int next, long second, String how) {
        if (how.equals("REPEAT")) {
            return next == 0 ? null : (Double) series.values()[next - 1];
        }
        if (!how.equals("LINEAR")) {
            throw new MathException("FILL fills with a number, a time series, REPEAT or LINEAR");
        }
        if (next == 0 || next == series.size()) {
            return null;
        }
        double from = series.seconds()[next - 1];
        double share = (second - from) / (series.seconds()[next] - from);
        double before = series.values()[next - 1];
        return before + share * (series.values()[next] - before);
    }

    private static @Nullable Double at(Series series, long second) {
        int found = Arrays.binarySearch(series.seconds(), second);
        return found < 0 ? null : (Double) series.values()[found];
    }

    private static Value condition(List<Value> arguments) {
        if (arguments.size() != 3) {
            throw new MathException("IF takes three arguments");
        }
        Value then = arguments.get(1);
        Value otherwise = arguments.get(2);
        return switch (arguments.getFirst()) {
            case Scalar scalar -> scalar.number() != 0 ? then : otherwise;
            case Series series -> condition(series, then, otherwise);
            case Many many ->
                new Many(many.all().stream()
                        .map(series -> condition(series, then, otherwise))
                        .toList());
            case Text text -> throw new MathException("A text is no condition");
        };
    }

    private static Series condition(Series series, Value then, Value otherwise) {
        Points points = new Points(series.size());
        for (int i = 0; i < series.size(); i++) {
            long second = series.seconds()[i];
            Value chosen = series.values()[i] != 0 ? then : otherwise;
            Double value =
                    switch (chosen) {
                        case Scalar scalar -> (Double) scalar.number();
                        case Series other -> at(other, second);
                        default -> throw new MathException("IF chooses between numbers and time series");
                    };
            if (value != null) {
                points.add(second, value);
            }
        }
        return points.like(series);
    }

    private static double number(List<Value> arguments, int at, double otherwise) {
        if (at >= arguments.size()) {
            return otherwise;
        }
        if (arguments.get(at) instanceof Scalar scalar) {
            return scalar.number();
        }
        throw new MathException("A number is needed");
    }

    private static Value slice(List<Value> arguments) {
        if (arguments.size() < 2 || !(arguments.getFirst() instanceof Many many)) {
            throw new MathException("SLICE takes an array of time series and where it begins");
        }
        int size = many.all().size();
        int from = (int) Math.max(0, Math.min(size, number(arguments, 1, 0)));
        if (arguments.size() == 2) {
            return from < size ? many.all().get(from) : new Many(List.of());
        }
        int to = (int) Math.max(from, Math.min(size, number(arguments, 2, size)));
        return new Many(many.all().subList(from, to));
    }

    private static Value sort(List<Value> arguments) {
        if (arguments.size() < 3
                || !(arguments.getFirst() instanceof Many many)
                || !(arguments.get(1) instanceof Text by)
                || !(arguments.get(2) instanceof Text order)) {
            throw new MathException("SORT takes an array of time series, a function and an order");
        }
        ToDoubleFunction<double[]> of = aggregation(by.text());
        Comparator<Series> comparator = Comparator.comparingDouble(series -> of.applyAsDouble(series.values()));
        List<Series> sorted = new ArrayList<>(many.all());
        sorted.sort(order.text().equals("DESC") ? comparator.reversed() : comparator);
        int limit = (int) Math.max(0, Math.min(sorted.size(), number(arguments, 3, sorted.size())));
        return new Many(sorted.subList(0, limit));
    }

    private static Series times(Series series, Function<Long, Double> of) {
        Points points = new Points(series.size());
        for (long second : series.seconds()) {
            points.add(second, of.apply(second));
        }
        return points.like(series);
    }

    private static Value timeSeries(Value value, Value.Grid grid) {
        if (!(value instanceof Scalar scalar)) {
            throw new MathException("TIME_SERIES takes a number");
        }
        Points points = new Points(16);
        for (long second = grid.start(); second < grid.end(); second += grid.period()) {
            points.add(second, scalar.number());
        }
        return points.like(new Series("", new long[0], new double[0], grid));
    }

    private static Series calendar(
            String name, List<Value> arguments, java.util.function.ToIntFunction<ZonedDateTime> of) {
        return times(series(name, arguments), second ->
                (double) of.applyAsInt(Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC)));
    }
}

package dev.kagemusha.cloudwatch.math;

import dev.kagemusha.cloudwatch.math.Value.Many;
import dev.kagemusha.cloudwatch.math.Value.Scalar;
import dev.kagemusha.cloudwatch.math.Value.Series;
import dev.kagemusha.cloudwatch.math.Value.Text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operators, point by point. */
final class Arithmetic {
    private Arithmetic() {}

    static Value binary(String operator, Value left, Value right) {
        return both(left, right, operator(operator));
    }

    private static DoubleBinaryOperator operator(String text) {
        return switch (text) {
            case "+" -> Double::sum;
            case "-" -> (a, b) -> a - b;
            case "*" -> (a, b) -> a * b;
            case "/" -> (a, b) -> a / b;
            case "^" -> Math::pow;
            case "==" -> (a, b) -> a == b ? 1 : 0;
            case "!=" -> (a, b) -> a != b ? 1 : 0;
            case "<" -> (a, b) -> a < b ? 1 : 0;
            case ">" -> (a, b) -> a > b ? 1 : 0;
            case "<=" -> (a, b) -> a <= b ? 1 : 0;
            case ">=" -> (a, b) -> a >= b ? 1 : 0;
            case "&&" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
            case "||" -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
            default -> throw new IllegalStateException(text);
        };
    }

    private static Value both(Value left, Value right, DoubleBinaryOperator operator) {
        if (left instanceof Text || right instanceof Text) {
            throw new MathException("A text is no operand");
        }
        if (left instanceof Many many && right instanceof Many others) {
            return pairs(many.all(), others.all(), operator);
        }
        if (left instanceof Many many) {
            return new Many(each(many.all(), series -> (Series) both(series, right, operator)));
        }
        if (right instanceof Many many) {
            return new Many(each(many.all(), series -> (Series) both(left, series, operator)));
        }
        if (left instanceof Series a) {
            return right instanceof Series b
                    ? meet(a, b, operator)
                    : each(a, x -> operator.applyAsDouble(x, ((Scalar) right).number()));
        }
        double number = ((Scalar) left).number();
        return each(right, x -> operator.applyAsDouble(number, x));
    }

    private static Many pairs(List<Series> some, List<Series> others, DoubleBinaryOperator operator) {
        if (some.size() != others.size()) {
            throw new MathException("Arrays of different lengths cannot be combined");
        }
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            all.add(meet(some.get(i), others.get(i), operator));
        }
        return new Many(all);
    }

    private static List<Series> each(List<Series> all, java.util.function.UnaryOperator<Series> change) {
        List<Series> changed = new ArrayList<>(all.size());
        for (Series series : all) {
            changed.add(change.apply(series));
        }
        return changed;
    }

    /** Changes every number. */
    static Value each(Value value, DoubleUnaryOperator change) {
        return switch (value) {
            case Scalar scalar -> new Scalar(change.applyAsDouble(scalar.number()));
            case Series series -> each(series, change);
            case Many many -> new Many(each(many.all(), series -> each(series, change)));
            case Text text -> throw new MathException("A text is no operand");
        };
    }

    static Series each(Series series, DoubleUnaryOperator change) {
        Points points = new Points(series.size());
        for (int i = 0; i < series.size(); i++) {
            points.add(series.seconds()[i], change.applyAsDouble(series.values()[i]));
        }
        return points.like(series);
    }

    private static Series meet(Series a, Series b, DoubleBinaryOperator operator) {
        Points points = new Points(Math.min(a.size(), b.size()));
        int j = 0;
        for (int i = 0; i < a.size(); i++) {
            while (j < b.size() && b.seconds()[j] < a.seconds()[i]) {
                j++;
            }
            if (j < b.size() && b.seconds()[j] == a.seconds()[i]) {
                points.add(a.seconds()[i], operator.applyAsDouble(a.values()[i], b.values()[j]));
            }
        }
        return points.like(a);
    }

    /** Points gathered; what is no finite number is left out. */
    static final class Points {
        private long[] seconds;
        private double[] values;
        private int size;

        Points(int expected) {
            seconds = new long[Math.max(1, expected)];
            values = new double[Math.max(1, expected)];
        }

        void add(long second, double value) {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                return;
            }
            if (size == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            seconds[size] = second;
            values[size++] = value;
        }

        Series like(Series other) {
            return new Series(other.label(), Arrays.copyOf(seconds, size), Arrays.copyOf(values, size), other.grid());
        }
    }
}

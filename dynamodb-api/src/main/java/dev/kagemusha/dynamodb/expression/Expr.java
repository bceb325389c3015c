package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Value;

import java.util.List;

/**
 * What the parser makes of an expression's text. {@code #n} and {@code :v} are still symbols, so that one tree serves
 * every request with the same text. Statements, which have no symbols, are made into the same trees elsewhere.
 */
public sealed interface Expr {

    /** Something with a value. */
    sealed interface Operand extends Expr {}

    /** A document path; each step is a name, an alias or an index. */
    record PathTo(List<Part> parts) implements Operand {}

    /** {@code :value}. */
    record Reference(String placeholder) implements Operand {}

    /** A value itself, as a statement has it. */
    record Given(Value value) implements Operand {}

    /** A condition as a BOOL, which statements compare with values. */
    record Truth(Condition condition) implements Operand {}

    /** A function call. */
    record Call(String function, List<Operand> arguments) implements Operand {}

    /** {@code +} or {@code -} on the right side of a {@code SET}. */
    record Arithmetic(boolean plus, Operand left, Operand right) implements Operand {}

    /** Something true or false. */
    sealed interface Condition extends Expr {}

    /** True if all of at least two conditions are. */
    record And(List<Condition> conditions) implements Condition {}

    /** True if any of at least two conditions is. */
    record Or(List<Condition> conditions) implements Condition {}

    /** True if the condition is not. */
    record Not(Condition condition) implements Condition {}

    /** A condition without AND, OR or NOT; AWS checks these one by one, from left to right. */
    sealed interface Primitive extends Condition {}

    /** {@code left = right} and its like. */
    record Comparison(Comparator comparator, Operand left, Operand right) implements Primitive {}

    /** {@code value BETWEEN low AND high}. */
    record Between(Operand value, Operand low, Operand high) implements Primitive {}

    /** {@code value IN (options)}. */
    record In(Operand value, List<Operand> options) implements Primitive {}

    /** A function used as a condition. */
    record Test(Call call) implements Primitive {}

    /** One action of an update expression. */
    sealed interface Action extends Expr {
        PathTo target();
    }

    /** {@code SET target = value}. */
    record Set(PathTo target, Operand value) implements Action {}

    /** {@code REMOVE target}. */
    record Remove(PathTo target) implements Action {}

    /** {@code ADD target :value}; the operand is a value. */
    record Add(PathTo target, Operand value) implements Action {}

    /** {@code DELETE target :value}; the operand is a value. */
    record Delete(PathTo target, Operand value) implements Action {}

    /** An expression in parentheses; only the parser sees these. */
    record Group(Expr content) implements Expr {}

    /** A part of a symbolic path. */
    sealed interface Part {}

    /** A name written out. */
    record Name(String name) implements Part {}

    /** {@code #name}. */
    record Alias(String placeholder) implements Part {}

    /** {@code [index]}. */
    record Index(int index) implements Part {}
}

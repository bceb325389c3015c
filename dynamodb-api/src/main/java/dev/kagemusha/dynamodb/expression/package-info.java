/**
 * DynamoDB's expressions, pure: text and values in, decisions and items out.
 *
 * <p>An expression passes four stages. <b>Parse</b>: {@link dev.kagemusha.dynamodb.expression.ExpressionParser} turns
 * text into a tree in which {@code #n} and {@code :v} are still symbols, and keeps it for the next request with the same
 * text. <b>Resolve</b> and <b>validate</b>: the tree meets the request's {@link
 * dev.kagemusha.dynamodb.expression.ExpressionAttributes}, which notes what was used; everything that can be wrong without
 * looking at an item is found here. <b>Evaluate</b>: the result meets items.
 *
 * <p>One request resolves its expressions in this order, which decides which of several errors is answered: update,
 * condition, key condition, filter, projection; then {@link
 * dev.kagemusha.dynamodb.expression.ExpressionAttributes#checkAllUsed()}.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.expression.ExpressionParser}.
 */
@NullMarked
package dev.kagemusha.dynamodb.expression;

import org.jspecify.annotations.NullMarked;

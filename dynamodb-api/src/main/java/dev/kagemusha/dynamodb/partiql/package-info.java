/**
 * PartiQL for DynamoDB: statements as text in, reads and writes of items out. Pure; the operations run what comes out.
 *
 * <p>{@link dev.kagemusha.dynamodb.partiql.Command} reads a statement with its parameters. The grammar is PartiQL's, of which
 * DynamoDB speaks a small part, so a statement passes two stages: what PartiQL's parser cannot read is "not well formed",
 * what it can read and DynamoDB does not know is refused by name. Conditions and updates become the trees that expressions
 * become, and are checked and evaluated there; the {@code WHERE} of a {@code SELECT} is taken apart into the reads that find
 * its items without looking at others.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.partiql.Command}, then {@code Parser} and {@code Branches}.
 */
@NullMarked
package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.NullMarked;

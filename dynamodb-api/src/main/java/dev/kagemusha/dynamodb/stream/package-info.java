/**
 * DynamoDB Streams: the last 24 hours of a table's changes, in shards.
 *
 * <p>A stream adds nothing to what a write does but its table's log of changes ({@link dev.kagemusha.dynamodb.change}); shards
 * are stretches of that log. Start reading at {@link dev.kagemusha.dynamodb.stream.StreamSettings}, which is what a table's
 * definition says, then {@code StreamInfo}, a stream that is or was, then {@code Shards}, which cuts it, then {@code Streams},
 * the four operations. The rows of a scope:
 *
 * <pre>
 * 120 dynamodb.streams  [table name][stream label]  →  stream, until a day after its end, whether its table still exists or not
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.stream;

import org.jspecify.annotations.NullMarked;

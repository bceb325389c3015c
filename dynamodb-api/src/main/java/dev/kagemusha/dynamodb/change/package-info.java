/**
 * What happened to the items of a table, kept for as long as somebody follows them: a stream, point-in-time recovery, a replica, a
 * Kinesis destination.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.change.Changes}, which appends to a table's {@link
 * dev.kagemusha.state.ChangeLog}, then {@link dev.kagemusha.dynamodb.change.ItemChange}, which is one record of it. Who wants to
 * follow a table names itself in its {@link dev.kagemusha.dynamodb.change.Followers}.
 */
@NullMarked
package dev.kagemusha.dynamodb.change;

import org.jspecify.annotations.NullMarked;

/**
 * Global tables: replicas of a table in other regions of the same account.
 *
 * <p>Each replica is a table like any other. What replicates is the state of an item, not the single change: a job goes through
 * a table's log of changes, and sends each other replica what the changed items are now, with a stamp of when they became so.
 * The greater stamp wins, on every replica alike; so replicas come to hold the same whatever the order in which they hear of
 * changes. A write that a replica received is never sent on by it.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.replica.ReplicaSettings}, then {@link
 * dev.kagemusha.dynamodb.replica.Replication}, then {@link dev.kagemusha.dynamodb.replica.ReplicaChange}. The rows of a scope:
 *
 * <pre>
 * 150 dynamodb.replica-stamps  [table id][place of item]  →  when the item became what it is, also for one that is deleted; region
 * 151 dynamodb.replica-reach   [table id]                 →  first number of the log that was not sent on yet
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.replica;

import org.jspecify.annotations.NullMarked;

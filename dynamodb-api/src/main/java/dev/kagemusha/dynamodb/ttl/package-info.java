/**
 * Time to live: items that are deleted soon after the time that one of their attributes says.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.ttl.TimeToLive}, which is what a table's definition says, then {@link
 * dev.kagemusha.dynamodb.ttl.Expiry}, which keeps the index of expiry times and deletes. The rows of a scope:
 *
 * <pre>
 * 121 dynamodb.expiries  [table id][expiry in epoch seconds][partition key][sort key]  →  the item's key
 * </pre>
 *
 * <p>A row is a hint that an item may expire then: it is written in the commit of the item, and an item is deleted only if it still
 * says so itself. So a table is never read to find what has expired.
 */
@NullMarked
package dev.kagemusha.dynamodb.ttl;

import org.jspecify.annotations.NullMarked;

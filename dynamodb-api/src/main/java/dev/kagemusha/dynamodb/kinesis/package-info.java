/**
 * Kinesis data streams as destinations of a table's changes: what is wanted is kept and the table's changes are logged for it;
 * the records go out once a Kinesis service is there to take them.
 *
 * <p>Start reading at {@code Destinations}, which is what a table's definition says.
 */
@NullMarked
package dev.kagemusha.dynamodb.kinesis;

import org.jspecify.annotations.NullMarked;

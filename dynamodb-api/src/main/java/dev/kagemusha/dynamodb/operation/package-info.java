/**
 * DynamoDB's operations, chapter by chapter, and how the service is put together.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.operation.DynamoDbService}.
 */
@NullMarked
package dev.kagemusha.dynamodb.operation;

import org.jspecify.annotations.NullMarked;

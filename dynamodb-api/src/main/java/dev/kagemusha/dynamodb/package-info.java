/**
 * DynamoDB: a local double of the service's data and control plane.
 *
 * <p>{@link dev.kagemusha.dynamodb.item} holds values and their encodings, {@link dev.kagemusha.dynamodb.expression} the
 * five expression languages; both are pure. {@link
 * dev.kagemusha.dynamodb.table} keeps tables, items and indexes, {@link dev.kagemusha.dynamodb.capacity} counts what operations
 * consume, {@link dev.kagemusha.dynamodb.operation} has the operations. What happened to items is kept by {@link
 * dev.kagemusha.dynamodb.change} for those who follow a table: {@link dev.kagemusha.dynamodb.stream}, {@link
 * dev.kagemusha.dynamodb.kinesis}, backups; {@link dev.kagemusha.dynamodb.ttl} deletes items whose time has come. Every error a client can see is made in {@link
 * dev.kagemusha.dynamodb.DynamoDbErrors}.
 */
@NullMarked
package dev.kagemusha.dynamodb;

import org.jspecify.annotations.NullMarked;

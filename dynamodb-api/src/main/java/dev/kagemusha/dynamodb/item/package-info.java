/**
 * What DynamoDB stores: attribute values, items, their size in bytes and their two encodings.
 *
 * <p>A {@link dev.kagemusha.dynamodb.item.Value} is one of the ten types of the wire's {@code AttributeValue}, already
 * validated: numbers are canonical, sets hold no duplicates, nesting is within the limit. {@link
 * dev.kagemusha.dynamodb.item.AttributeValues} is the only door between the two. {@link
 * dev.kagemusha.dynamodb.item.ItemCodec} writes whole items for storage, {@link dev.kagemusha.dynamodb.item.KeyCodec}
 * writes key attributes so that bytes sort as DynamoDB sorts.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.item.Value}.
 */
@NullMarked
package dev.kagemusha.dynamodb.item;

import org.jspecify.annotations.NullMarked;

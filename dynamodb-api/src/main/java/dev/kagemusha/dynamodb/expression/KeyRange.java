package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a query reads: one partition, or a part of it.
 *
 * @param hash the partition key's value
 * @param sort the condition on the sort key, or null for the whole partition
 */
public record KeyRange(Value hash, @Nullable SortCondition sort) {}

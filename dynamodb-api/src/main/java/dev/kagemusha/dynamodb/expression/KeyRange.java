package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a key condition selects: a partition, or a part of it.
 *
 * @param hash the values of the partition key's attributes
 * @param equal the values of the sort key's first attributes, where it has several: all but the one that {@code sort} is about
 * @param sort the condition on the next attribute of the sort key, or null if there is no further one
 */
public record KeyRange(
        List<Value> hash, List<Value> equal, @Nullable SortCondition sort) {}

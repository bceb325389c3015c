package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a query or scan does with what it reads.
 *
 * @param limit how many to look at, at most
 * @param filter which to select; null for all
 * @param projection what to take of each; null for everything, or where only the count is asked for
 * @param countOnly whether the items themselves are not wanted
 * @param fetch whether the whole item is to be read from the table for each entry of a local index
 */
public record Selection(
        int limit,
        @Nullable Predicate<Item> filter,
        @Nullable UnaryOperator<Item> projection,
        boolean countOnly,
        boolean fetch) {}

package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.request.TableRef;
import org.jspecify.annotations.Nullable;

/**
 * One read of a transaction.
 *
 * @param projection what is wanted of the item; null for all
 */
public record Lookup(TableRef ref, Item key, @Nullable Projection projection) {}

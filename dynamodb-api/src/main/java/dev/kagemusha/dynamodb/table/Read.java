package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.item.Item;

/**
 * A read of one item.
 *
 * @param key valid in the table
 * @param meter is told what it costs
 */
public record Read(int scope, TableInfo table, Item key, Meter meter) {}

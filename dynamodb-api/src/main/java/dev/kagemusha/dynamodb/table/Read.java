package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;

/**
 * A read of one item.
 *
 * @param key valid in the table
 */
public record Read(int scope, TableInfo table, Item key) {}

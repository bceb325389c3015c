/**
 * Tables as they are kept: definitions, rows of items and of their indexes, counts.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.table.TableInfo}, then {@link dev.kagemusha.dynamodb.table.Catalog},
 * which finds one by name, then {@link dev.kagemusha.dynamodb.table.ItemStore}, which changes an item and all index
 * entries of it in one transaction. The key tree of a scope (one account in one region):
 *
 * <pre>
 * 100 dynamodb.tables   table name                                           →  definition
 * 101 dynamodb.items    [table id][hash of partition key][partition key][sort key]  →  item, its size
 * 102 dynamodb.indexes  [index id][hash of index partition key][index partition key][index sort key]
 *                       [table partition key][table sort key]                →  projected item, its size
 * 103 dynamodb.counts   [table or index id]                                  →  items, bytes
 * 104 dynamodb.ids      nothing                                              →  the last id given to a table or index
 * 132 dynamodb.collections  [table id][hash of partition key][partition key]    →  bytes, where there are local indexes
 * </pre>
 *
 * <p>A table created again under its old name has another id, so its old rows are never seen, and go in one range
 * deletion. Rows of a table lie in the order of the hash, which is that of a scan; its segments are ranges of hashes.
 */
@NullMarked
package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.NullMarked;

/**
 * What is stored of items is encrypted, under a key for each table that is itself stored wrapped: by the emulator's root key (AWS
 * calls that an AWS owned key), or by a KMS key of the account.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.seal.TableKeys}, which seals and opens rows and knows the keys, then {@link
 * dev.kagemusha.dynamodb.seal.RowCipher}, which says what a sealed row looks like. The key tree of a scope:
 *
 * <pre>
 * 105 dynamodb.keys          table id  →  the table's key, wrapped
 * 106 dynamodb.inaccessible  table id  →  since when KMS does not unwrap it
 * </pre>
 *
 * <p>A row names the key it was sealed with, so rows can be copied as they are: a backup, the log of changes and the image of an
 * export hold sealed rows of their table. That is why a key outlives its table.
 */
@NullMarked
package dev.kagemusha.dynamodb.seal;

import org.jspecify.annotations.NullMarked;

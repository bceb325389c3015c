/**
 * Transactions: TransactWriteItems and TransactGetItems, and what they share with every statement that is one.
 *
 * <p>Start reading at {@link dev.kagemusha.dynamodb.transaction.Transactor}, which takes the parts of a transaction however they
 * were stated. That they are serializable is the store's business ({@link dev.kagemusha.dynamodb.table.ItemStore#transact}).
 *
 * <pre>
 * 130 dynamodb.tokens        client token           →  when it expires, digest of its request
 * 131 dynamodb.token-expiry  [minute][client token] →  nothing
 * </pre>
 */
@NullMarked
package dev.kagemusha.dynamodb.transaction;

import org.jspecify.annotations.NullMarked;

/**
 * State of every service: typed tables over one store of ordered keys, blobs beside it, logs of changes, deferred work,
 * snapshots.
 *
 * <p>Start reading at {@link dev.kagemusha.state.StateStore}, then {@link dev.kagemusha.state.Table}. The key tree:
 *
 * <pre>
 * [scope id: 4 bytes][table number: 2 bytes][key, order-preserving]  →  value
 *  └ interned from (partition, service, account, region); 0 is the store's own
 * </pre>
 *
 * <p>What happened to a table or bucket is in a {@link dev.kagemusha.state.ChangeLog}.
 */
@NullMarked
package dev.kagemusha.state;

import org.jspecify.annotations.NullMarked;

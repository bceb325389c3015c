/**
 * The store on RocksDB, with blobs as encrypted files beside it. Nothing outside this package knows RocksDB.
 *
 * <p>Start reading at {@link dev.kagemusha.state.rocks.RocksStateStore}. On disk:
 *
 * <pre>
 * kagemusha.format        what this directory is, and its version
 * lock                    held while a process uses it
 * root.key                wraps the data keys of blobs (unless the key is given from outside)
 * current                 the number of the generation in use; a restore makes the next one and renames this file
 * state/N/db              RocksDB
 * state/N/blobs/ab/…      one file per large body
 * snapshots/NAME/db, blobs
 * </pre>
 */
@NullMarked
package dev.kagemusha.state.rocks;

import org.jspecify.annotations.NullMarked;

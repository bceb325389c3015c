/**
 * Replication between buckets: which rules an object falls under, and the deferred work that follows a bucket's log and copies.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.replication.Rules}, which judges and changes nothing.
 */
@NullMarked
package dev.kagemusha.s3.replication;

import org.jspecify.annotations.NullMarked;

/**
 * Access points: doors to a bucket, each with a name, a policy and a public access block of its own; and the public access blocks of
 * accounts.
 *
 * <p>Start at {@link dev.kagemusha.s3.accesspoint.AccessPoints}, which finds a point by whatever a request calls it. The operations that
 * make them are in {@code control}; {@code bucket} finds a bucket through them, {@code access} decides.
 *
 * <pre>
 * account, region
 *   └─ points ── name → point, with the bucket it leads to
 * account
 *   └─ block ── the public access block of all its buckets and points
 * account, region of a bucket
 *   └─ attached ── bucket id, account and name of a point → nothing     none of a bucket that may be deleted
 * everywhere
 *   └─ aliases ── alias → where its point is
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.accesspoint;

import org.jspecify.annotations.NullMarked;

/**
 * Buckets: their names, their rows, and the call that finds them.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.bucket.S3Call}, which every chapter of S3 holds, and {@code Buckets}, the operations.
 * What the rooms above have in a bucket goes with it through {@link dev.kagemusha.s3.bucket.Contents}.
 *
 * <pre>
 * partition ─ names ── bucket name → Holder                                 one index for all accounts
 * account, region
 *   ├─ buckets ───── bucket name → BucketRow (id, created, encryption)       put shares its lock, delete takes it alone
 *   └─ sequences ─── name of a sequence → its last number
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.bucket;

import org.jspecify.annotations.NullMarked;

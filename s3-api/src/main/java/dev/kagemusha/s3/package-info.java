/**
 * S3: buckets and objects.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.S3Service}, which lists the chapters; then {@code Tables} for what is stored,
 * {@code Shelf} for the verbs on it and {@code Reception} for how a body comes in.
 *
 * <pre>
 * partition ─ names ── bucket name → who has it                             one index for all accounts
 * account, region
 *   ├─ buckets ───── bucket name → BucketRow (id, created)                  put shares its lock, delete takes it alone
 *   ├─ entries ───── bucket id, key → Entry                                 what a listing and a condition need: 40 bytes
 *   ├─ objects ───── bucket id, key → StoredObject                          current versions: head, body or blobs
 *   ├─ (versions) ── bucket id, key, newest first → noncurrent and markers  number reserved: a listing never meets them
 *   ├─ uploads ───── bucket id, key, upload id → Upload                     in the order ListMultipartUploads wants
 *   └─ parts ─────── upload id, part number → Part
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3;

import org.jspecify.annotations.NullMarked;

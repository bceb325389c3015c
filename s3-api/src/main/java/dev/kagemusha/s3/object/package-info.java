/**
 * Objects: put, read, copied, deleted, described.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.object.Shelf}, the verbs on what is stored, then {@code Objects}.
 *
 * <pre>
 * account, region
 *   ├─ entries ───── bucket id, key → Entry                                 what a listing and a condition need: 40 bytes
 *   └─ objects ───── bucket id, key → StoredObject                          head, body or blobs
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.object;

import org.jspecify.annotations.NullMarked;

/**
 * Objects: put, read, copied, deleted, described.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.object.Shelf}, the verbs on what is stored, then {@code Objects}.
 *
 * <pre>
 * account, region
 *   ├─ entries ─────────── bucket id, key → Entry                     current objects: what a listing and a condition need
 *   ├─ objects ─────────── bucket id, key → StoredObject              current objects: head, body or blobs
 *   ├─ versions ────────── bucket id, key, newest first → Noncurrent  older ones, and all delete markers
 *   ├─ version-objects ─── bucket id, key, newest first → StoredObject
 *   ├─ null-versions ───── bucket id, key → order                     of the null version, where it is not current
 *   └─ restores ────────── bucket id, key, version's order → Restore  copies of archived versions
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.object;

import org.jspecify.annotations.NullMarked;

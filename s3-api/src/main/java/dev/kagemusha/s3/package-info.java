/**
 * S3: buckets and objects. This package has what all its rooms share: errors, refusals, the forms of rows and pages.
 *
 * <p>Start reading at {@code service.S3Service}, which lists the chapters; then {@code object.Shelf} for the verbs on what is stored
 * and {@code body.Reception} for how a body comes in. Each room sees those before it only:
 *
 * <pre>
 * checksum ─ (here) ─ body ─ encryption, lock ─ bucket ─ object ─┬─ multipart ─┬─ service
 *                       │                                        ├─ listing ───┤
 *                       └─ form, cors, website (browsers) ─────────────────────┘
 * </pre>
 *
 * <p>Beside them: {@code configuration} keeps what is put of buckets, {@code event} tells what happens to objects, {@code lifecycle} judges
 * them; {@code upkeep}, {@code notification}, {@code logging} and {@code inventory} are the work that no request asks for, and see all
 * but {@code service}.
 *
 * <p>{@code accesspoint} comes before {@code bucket}, which is found through it; {@code control} is the service that makes points.
 *
 * <p>Rows are in the scope of a bucket's owner (account and region); names in one that spans them. Each room draws its part of the key
 * tree.
 */
@NullMarked
package dev.kagemusha.s3;

import org.jspecify.annotations.NullMarked;

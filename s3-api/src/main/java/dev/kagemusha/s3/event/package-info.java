/**
 * What happens to objects, as notifications and replication are told of it.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.event.ObjectEvent}, then {@code Journal}.
 *
 * <pre>
 * account, region
 *   └─ eventPlaces ── bucket id, follower → number     the first event of the bucket's log that it has not read
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.event;

import org.jspecify.annotations.NullMarked;

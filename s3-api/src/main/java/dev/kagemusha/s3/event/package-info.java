/**
 * What happens to objects, as notifications and replication are told of it.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.event.ObjectEvent}.
 */
@NullMarked
package dev.kagemusha.s3.event;

import org.jspecify.annotations.NullMarked;

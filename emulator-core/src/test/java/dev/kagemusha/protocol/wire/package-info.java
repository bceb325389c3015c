/**
 * The two ends of a wire without a network: the SDK's own client on one, a protocol on the other.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.wire.Loopback}.
 */
@NullMarked
package dev.kagemusha.protocol.wire;

import org.jspecify.annotations.NullMarked;

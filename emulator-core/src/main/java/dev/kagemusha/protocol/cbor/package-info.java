/**
 * CBOR in its two uses: Smithy's RPC v2, and Kinesis's bodies.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.cbor.CborCodec} and {@link dev.kagemusha.protocol.cbor.RpcV2Cbor}.
 */
@NullMarked
package dev.kagemusha.protocol.cbor;

import org.jspecify.annotations.NullMarked;

/**
 * Structures as a stream of tokens: JSON, and what CBOR shares with it; and awsJson, the protocol that is nothing but JSON.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.json.TokenCodec}; {@link dev.kagemusha.protocol.json.JsonCodec} is its
 * JSON form, {@link dev.kagemusha.protocol.json.AwsJson} the protocol. Documents that are no requests are written with
 * {@link dev.kagemusha.protocol.json.JsonText}.
 */
@NullMarked
package dev.kagemusha.protocol.json;

import org.jspecify.annotations.NullMarked;

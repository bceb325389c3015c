/**
 * AWS's wire protocols, spoken over {@link software.amazon.awssdk.core.SdkField}s alone: no shape is written by hand and
 * none is generated. A codec knows a format and no service; a {@link dev.kagemusha.protocol.Protocol} composes codecs with
 * HTTP.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.Protocol} and {@link dev.kagemusha.protocol.ServiceModel}.
 */
@NullMarked
package dev.kagemusha.protocol;

import org.jspecify.annotations.NullMarked;

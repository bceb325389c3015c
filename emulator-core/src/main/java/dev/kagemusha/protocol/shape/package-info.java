/**
 * The SDK's field descriptions compiled once per class, and the text forms of scalars: what the XML, query and REST codecs
 * share. Start reading at {@link dev.kagemusha.protocol.shape.Shapes} and {@link dev.kagemusha.protocol.shape.Member}.
 */
@NullMarked
package dev.kagemusha.protocol.shape;

import org.jspecify.annotations.NullMarked;

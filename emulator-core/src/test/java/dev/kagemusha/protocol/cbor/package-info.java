/** CBOR by its bytes. */
@NullMarked
package dev.kagemusha.protocol.cbor;

import org.jspecify.annotations.NullMarked;

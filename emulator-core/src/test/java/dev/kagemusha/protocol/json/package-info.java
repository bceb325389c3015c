/** The codecs against random structures and broken bytes. */
@NullMarked
package dev.kagemusha.protocol.json;

import org.jspecify.annotations.NullMarked;

/** The clock and its jumps. */
@NullMarked
package dev.kagemusha.time;

import org.jspecify.annotations.NullMarked;

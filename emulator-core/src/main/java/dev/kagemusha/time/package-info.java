/**
 * Time as the emulator lives it: an {@link dev.kagemusha.time.EmulatorClock} that can be advanced and released, deferred
 * work that comes due on it, and the ids that are minted from it.
 *
 * <p>Start reading at {@link dev.kagemusha.time.EmulatorClock}.
 */
@NullMarked
package dev.kagemusha.time;

import org.jspecify.annotations.NullMarked;

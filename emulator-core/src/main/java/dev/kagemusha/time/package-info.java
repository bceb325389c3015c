/**
 * Time as the emulator lives it: an {@link dev.kagemusha.time.EmulatorClock} that can be advanced, and random ids.
 *
 *
 * <p>Start reading at {@link dev.kagemusha.time.EmulatorClock}.
 */
@NullMarked
package dev.kagemusha.time;

import org.jspecify.annotations.NullMarked;

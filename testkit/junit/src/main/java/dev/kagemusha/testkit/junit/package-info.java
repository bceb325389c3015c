/**
 * A JUnit extension with the emulator inside the test's own process: the same server as in the image, entered without a port.
 *
 * <p>Start reading at {@link dev.kagemusha.testkit.junit.Kagemusha}; {@link dev.kagemusha.testkit.junit.Emulator} is what a test
 * is given. {@code Entrance} is where calls go in: it does what the front door does, without a network.
 */
@NullMarked
package dev.kagemusha.testkit.junit;

import org.jspecify.annotations.NullMarked;

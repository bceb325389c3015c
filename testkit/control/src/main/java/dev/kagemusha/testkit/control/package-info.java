/**
 * The control endpoints of a running emulator as Java methods: clock, reset, snapshots, faults. It depends on the JDK alone.
 *
 * <p>Start reading at {@link dev.kagemusha.testkit.control.EmulatorControl}.
 */
@NullMarked
package dev.kagemusha.testkit.control;

import org.jspecify.annotations.NullMarked;

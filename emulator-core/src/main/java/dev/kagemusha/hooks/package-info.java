/**
 * Init hooks: scripts and seeds of the user's folders, run when the emulator starts, is ready and stops.
 *
 * <pre>
 * boot.d      before the port is open: what a seed declares here is there for the first request
 * start.d     right after, for those who come from LocalStack
 * ready.d     when requests are answered; "Ready." is said when they are through
 * shutdown.d  when the emulator is told to stop, while requests are still answered
 * </pre>
 *
 * <p>Start reading at {@link dev.kagemusha.hooks.Hooks}; {@link dev.kagemusha.hooks.Seeds} carries out what a seed declares.
 */
@NullMarked
package dev.kagemusha.hooks;

import org.jspecify.annotations.NullMarked;

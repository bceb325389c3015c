/**
 * From the command line to a running server, and back: flags, start, stop.
 *
 * <p>Start reading at {@link dev.kagemusha.launch.Server}; {@link dev.kagemusha.launch.Main} only parses and prints.
 */
@NullMarked
package dev.kagemusha.launch;

import org.jspecify.annotations.NullMarked;

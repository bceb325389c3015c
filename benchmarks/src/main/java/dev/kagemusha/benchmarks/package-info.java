/**
 * Speed, always as a ratio to a ceiling measured in the same run on the same machine.
 *
 * <p>Start reading at {@link dev.kagemusha.benchmarks.SideBySide}, which measures whole requests; the {@code …Bench} classes
 * are JMH's.
 */
@NullMarked
package dev.kagemusha.benchmarks;

import org.jspecify.annotations.NullMarked;

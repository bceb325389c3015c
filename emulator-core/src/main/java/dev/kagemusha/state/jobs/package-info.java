/**
 * Deferred work: what must happen at an emulated time, committed with its cause and carried out once that time has come.
 *
 * <p>Start reading at {@link dev.kagemusha.state.jobs.Jobs}.
 */
@NullMarked
package dev.kagemusha.state.jobs;

import org.jspecify.annotations.NullMarked;

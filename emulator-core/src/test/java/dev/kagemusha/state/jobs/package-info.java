/** Deferred work as a discrete-event run, in real time, and across restarts. */
@NullMarked
package dev.kagemusha.state.jobs;

import org.jspecify.annotations.NullMarked;

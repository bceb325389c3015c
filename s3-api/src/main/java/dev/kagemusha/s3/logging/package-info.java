/**
 * Server access logs: the line of a request, the names of log objects, and the deferred work that delivers them.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.logging.Line}.
 *
 * <pre>
 * account, region
 *   └─ accessLogLines ── bucket id, milliseconds, counter → line     until it is delivered
 * </pre>
 */
@NullMarked
package dev.kagemusha.s3.logging;

import org.jspecify.annotations.NullMarked;

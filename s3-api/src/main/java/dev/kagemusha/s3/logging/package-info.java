/**
 * Server access logs: the line of a request, the names of log objects, and the deferred work that delivers them.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.logging.Line}.
 */
@NullMarked
package dev.kagemusha.s3.logging;

import org.jspecify.annotations.NullMarked;

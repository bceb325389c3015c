/**
 * CORS of a bucket: which scripts of other origins may see its answers.
 *
 * <p>Start reading at {@link dev.kagemusha.s3.cors.CorsRules}, which finds the rule that covers a request; {@code Grant} is what
 * such a rule says in headers, and {@code Preflight} how the question before a request is answered.
 */
@NullMarked
package dev.kagemusha.s3.cors;

import org.jspecify.annotations.NullMarked;

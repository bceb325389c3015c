/**
 * What was done, by whom, and how it ended: one {@link dev.kagemusha.audit.AuditRecord} per call.
 *
 * <p>Start reading at {@link dev.kagemusha.audit.AuditLog}.
 */
@NullMarked
package dev.kagemusha.audit;

import org.jspecify.annotations.NullMarked;

/**
 * Access control lists of buckets and objects: what they are, what the canned ones stand for, and whom they grant what.
 *
 * <p>Start at {@link dev.kagemusha.s3.acl.Acl}. Whether a list counts at all (object ownership, public access blocks) is decided
 * where access is.
 */
@NullMarked
package dev.kagemusha.s3.acl;

import org.jspecify.annotations.NullMarked;

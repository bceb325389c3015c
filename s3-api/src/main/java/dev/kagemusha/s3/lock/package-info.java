/**
 * Object Lock as rules: retention and legal holds of a version, a bucket's default, and what they forbid. Pure: who stores and asks is in
 * the rooms above. Start reading at {@link dev.kagemusha.s3.lock.Hold}.
 */
@NullMarked
package dev.kagemusha.s3.lock;

import org.jspecify.annotations.NullMarked;

/** Tests of lifecycle rules. */
@NullMarked
package dev.kagemusha.s3.lifecycle;

import org.jspecify.annotations.NullMarked;

/** S3's routes and elements on the wire. */
@NullMarked
package dev.kagemusha.s3.wire;

import org.jspecify.annotations.NullMarked;

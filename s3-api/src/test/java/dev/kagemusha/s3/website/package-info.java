/** Tests of websites. */
@NullMarked
package dev.kagemusha.s3.website;

import org.jspecify.annotations.NullMarked;

/** Tests of access logs. */
@NullMarked
package dev.kagemusha.s3.logging;

import org.jspecify.annotations.NullMarked;

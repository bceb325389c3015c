/** Tests of events. */
@NullMarked
package dev.kagemusha.s3.event;

import org.jspecify.annotations.NullMarked;

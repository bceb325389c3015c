/** Tests of notifications. */
@NullMarked
package dev.kagemusha.s3.notification;

import org.jspecify.annotations.NullMarked;

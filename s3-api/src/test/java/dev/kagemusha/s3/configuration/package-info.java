/** Configurations stored and read again. */
@NullMarked
package dev.kagemusha.s3.configuration;

import org.jspecify.annotations.NullMarked;

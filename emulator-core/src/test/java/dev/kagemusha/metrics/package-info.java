/** Tests of measurements. */
@NullMarked
package dev.kagemusha.metrics;

import org.jspecify.annotations.NullMarked;

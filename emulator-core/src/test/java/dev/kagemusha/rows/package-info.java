/** Rows written and read again. */
@NullMarked
package dev.kagemusha.rows;

import org.jspecify.annotations.NullMarked;

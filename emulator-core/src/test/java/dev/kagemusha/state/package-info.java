/** Tests of the change log over a store in a temporary directory. */
@NullMarked
package dev.kagemusha.state;

import org.jspecify.annotations.NullMarked;

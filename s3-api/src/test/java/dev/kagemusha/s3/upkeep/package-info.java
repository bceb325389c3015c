/** Tests of work that no request asks for. */
@NullMarked
package dev.kagemusha.s3.upkeep;

import org.jspecify.annotations.NullMarked;

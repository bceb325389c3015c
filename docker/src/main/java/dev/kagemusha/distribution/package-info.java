/**
 * What leaves the house: the libraries of a distribution packed for one platform, and the calls that its image is trained with.
 *
 * <p>Start reading at {@link dev.kagemusha.distribution.Pack}; {@code docker/build} runs it.
 */
@NullMarked
package dev.kagemusha.distribution;

import org.jspecify.annotations.NullMarked;

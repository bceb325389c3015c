/**
 * The image as a container of Testcontainers.
 *
 * <p>Start reading at {@link dev.kagemusha.testkit.containers.KagemushaContainer}.
 */
@NullMarked
package dev.kagemusha.testkit.containers;

import org.jspecify.annotations.NullMarked;

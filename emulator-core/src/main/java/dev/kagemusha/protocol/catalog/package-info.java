/**
 * The protocols as one list to choose from.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.catalog.Protocols}.
 */
@NullMarked
package dev.kagemusha.protocol.catalog;

import org.jspecify.annotations.NullMarked;

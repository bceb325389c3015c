/**
 * How service tables are made and whether they are right.
 *
 * <p>Start reading at {@link dev.kagemusha.protocol.model.ModelExtractor}.
 */
@NullMarked
package dev.kagemusha.protocol.model;

import org.jspecify.annotations.NullMarked;

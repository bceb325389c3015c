/**
 * What operations consume. Start reading at {@link dev.kagemusha.dynamodb.capacity.Usage}.
 */
@NullMarked
package dev.kagemusha.dynamodb.capacity;

import org.jspecify.annotations.NullMarked;

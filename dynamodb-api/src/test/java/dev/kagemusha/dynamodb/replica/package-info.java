/** Global tables, through clients in several regions. */
@NullMarked
package dev.kagemusha.dynamodb.replica;

import org.jspecify.annotations.NullMarked;

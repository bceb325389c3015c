/** The logs of tables over a store in a temporary directory. */
@NullMarked
package dev.kagemusha.dynamodb.change;

import org.jspecify.annotations.NullMarked;

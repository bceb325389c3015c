/** Tests of sealed rows. */
@NullMarked
package dev.kagemusha.dynamodb.seal;

import org.jspecify.annotations.NullMarked;

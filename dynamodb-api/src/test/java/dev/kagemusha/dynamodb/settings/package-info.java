/** Tests of what is kept beside tables. */
@NullMarked
package dev.kagemusha.dynamodb.settings;

import org.jspecify.annotations.NullMarked;

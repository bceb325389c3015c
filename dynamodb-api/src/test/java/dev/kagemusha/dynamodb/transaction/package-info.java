/** Tests of transactions. */
@NullMarked
package dev.kagemusha.dynamodb.transaction;

import org.jspecify.annotations.NullMarked;

/** Tests of tables as they are kept. */
@NullMarked
package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.NullMarked;

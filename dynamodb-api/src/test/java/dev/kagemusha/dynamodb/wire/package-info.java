/** DynamoDB's requests, answers and errors as bytes. */
@NullMarked
package dev.kagemusha.dynamodb.wire;

import org.jspecify.annotations.NullMarked;

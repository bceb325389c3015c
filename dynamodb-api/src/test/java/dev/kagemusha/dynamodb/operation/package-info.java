/** DynamoDB's operations as a real SDK client sees them. */
@NullMarked
package dev.kagemusha.dynamodb.operation;

import org.jspecify.annotations.NullMarked;

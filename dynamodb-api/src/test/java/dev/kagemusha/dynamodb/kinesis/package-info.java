/** Kinesis destinations through the SDK's own client. */
@NullMarked
package dev.kagemusha.dynamodb.kinesis;

import org.jspecify.annotations.NullMarked;

/** Streams through the SDK's own clients, and shards by themselves. */
@NullMarked
package dev.kagemusha.dynamodb.stream;

import org.jspecify.annotations.NullMarked;

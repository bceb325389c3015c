/** Expiry of items through the SDK's own clients. */
@NullMarked
package dev.kagemusha.dynamodb.ttl;

import org.jspecify.annotations.NullMarked;

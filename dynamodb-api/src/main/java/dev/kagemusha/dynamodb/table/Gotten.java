package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;

/**
 * The items of a batch of keys.
 *
 * @param found in the order of the keys; null for those that were left, because there was no room or no throughput for them
 * @param bytes of those that were read
 * @param throttled why one of those left was throttled, or null
 */
public record Gotten(
        List<@Nullable Found> found, long bytes, @Nullable DynamoDbException throttled) {}

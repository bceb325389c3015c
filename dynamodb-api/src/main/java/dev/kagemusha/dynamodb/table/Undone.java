package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;

/**
 * The writes of a batch that were not done.
 *
 * @param writes those that were throttled, and those whose items a transaction is working on
 * @param throttled why one of them was throttled, or null
 */
public record Undone(List<Write> writes, @Nullable DynamoDbException throttled) {}

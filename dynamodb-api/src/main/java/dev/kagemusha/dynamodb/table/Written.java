package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

/** The item before and after a write. */
public record Written(Found before, @Nullable Item after) {}

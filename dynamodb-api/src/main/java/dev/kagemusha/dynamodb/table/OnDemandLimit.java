package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

/** The most read and write request units per second of a table or index on demand; null where there is no limit. */
public record OnDemandLimit(
        @Nullable Long readUnits, @Nullable Long writeUnits) {}

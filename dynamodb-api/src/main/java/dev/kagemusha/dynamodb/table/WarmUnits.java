package dev.kagemusha.dynamodb.table;

/** Read and write units per second that a table or index is asked to be ready for at once. */
public record WarmUnits(long readUnits, long writeUnits) {}

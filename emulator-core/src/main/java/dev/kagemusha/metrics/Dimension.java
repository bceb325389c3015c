package dev.kagemusha.metrics;

/** One of the names and values that tell a metric from others of its name, for example {@code TableName} and {@code music}. */
public record Dimension(String name, String value) {}

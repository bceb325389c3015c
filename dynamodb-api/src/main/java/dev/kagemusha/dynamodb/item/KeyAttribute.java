package dev.kagemusha.dynamodb.item;

/** An attribute that is part of a key; its type is S, N or B. */
public record KeyAttribute(String name, ValueType type) {}

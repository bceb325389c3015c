package dev.kagemusha.state;

/**
 * What a row belongs to. A scope is interned to a 4-byte id; a reset gives it a new id, so that nothing of the old one is
 * seen again, and its old rows go in the background.
 *
 * @param partition for example {@code aws}
 * @param service the service's name, for example {@code dynamodb}
 * @param account 12 digits, or empty for what spans accounts
 * @param region for example {@code us-east-1}, or empty for what is global
 */
public record Scope(String partition, String service, String account, String region) {}

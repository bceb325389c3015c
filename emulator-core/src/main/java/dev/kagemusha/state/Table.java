package dev.kagemusha.state;

/**
 * A declared table: a frozen number, a name for people, and how keys and values become bytes. Declared as constants in one
 * place per module; the number is never used again for something else.
 *
 * @param number 1 to 65535, unique in the whole emulator: core 1–99, DynamoDB 100–199, S3 200–299, identity 300–399, KMS
 *     400–499
 * @param name for example {@code dynamodb.items}
 */
public record Table<K, V>(int number, String name, KeyCodec<K> keys, ValueCodec<V> values) {}

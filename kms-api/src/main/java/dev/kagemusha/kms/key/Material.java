package dev.kagemusha.kms.key;

import dev.kagemusha.kms.crypto.KeyMaterial;

/**
 * One material of a key. A rotation adds one and makes it the current one; the former ones still open what they sealed.
 *
 * @param id 64 hexadecimal digits
 */
public record Material(String id, KeyMaterial key) {}

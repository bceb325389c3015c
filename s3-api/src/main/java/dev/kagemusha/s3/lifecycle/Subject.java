package dev.kagemusha.s3.lifecycle;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What rules ask about an object.
 *
 * @param size bytes
 * @param storageClass for example {@code STANDARD}
 * @param tags read only where a rule asks for them
 */
public record Subject(String key, long size, String storageClass, Supplier<Map<String, String>> tags) {}

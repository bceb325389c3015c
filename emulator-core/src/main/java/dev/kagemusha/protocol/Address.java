package dev.kagemusha.protocol;

import java.util.Map;

/**
 * Where a request goes inside its service.
 *
 * @param path the raw path that routes are matched with
 * @param labels labels that the service's addressing found outside the path template, decoded (S3's {@code Bucket})
 */
public record Address(String path, Map<String, String> labels) {}

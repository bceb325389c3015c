package dev.kagemusha.auth;

import java.util.Map;

/**
 * A refusal in a service's words.
 *
 * @param elements what S3 puts beside the message, element name to text in order; empty elsewhere
 */
public record AuthError(String code, int status, String message, Map<String, String> elements) {}

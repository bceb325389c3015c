package dev.kagemusha.protocol;

import dev.kagemusha.http.RequestHead;

import java.util.Map;

/**
 * A request as a protocol decodes it.
 *
 * @param labels what {@link Match.Found} gave, plus what the service's addressing found (S3's bucket)
 * @param body the decoded payload bytes: gathered, aws-chunked framing removed
 */
public record Inbound(RequestHead head, Map<String, String> labels, byte[] body) {}

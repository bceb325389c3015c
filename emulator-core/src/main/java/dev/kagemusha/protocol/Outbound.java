package dev.kagemusha.protocol;

import dev.kagemusha.http.Headers;

/** A response as a protocol encoded it. */
public record Outbound(int status, Headers headers, byte[] body) {}

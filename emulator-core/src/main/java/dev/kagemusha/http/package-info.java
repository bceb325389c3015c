/**
 * HTTP messages and nothing else: what the front door hands to a handler and what a handler hands back.
 *
 * <p>Start reading at {@link dev.kagemusha.http.RequestHandler}: the head of a request arrives first and decides how its
 * body is taken in. {@code http.netty} is the only room that knows the network.
 */
@NullMarked
package dev.kagemusha.http;

import org.jspecify.annotations.NullMarked;

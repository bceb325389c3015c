/**
 * The front door: HTTP/1.1 over Netty, plain and TLS on one port. No other package sees {@code io.netty}.
 *
 * <p>Start reading at {@link dev.kagemusha.http.netty.FrontDoor}, then {@code Connection} (what arrives) and {@code
 * Exchange} (one request on its way through). A request is refused here, before any handler knows of it, when its form is
 * wrong: the decoder and {@code RequestReader} leave no two readings of where a message ends.
 *
 * <p>Event loops never block. A gathered body is handled on the pool of workers, a streamed one on a virtual thread; both
 * come back to the connection's loop to answer, and everything a connection knows is touched on its loop alone. The two
 * places where a thread waits for the network are {@code BodyWindow} (reading) and {@code ResponseStream} (writing); each
 * is a window with two water marks.
 */
@NullMarked
package dev.kagemusha.http.netty;

import org.jspecify.annotations.NullMarked;

/** The front door, from outside: raw sockets and the JDK's client. */
@NullMarked
package dev.kagemusha.http.netty;

import org.jspecify.annotations.NullMarked;

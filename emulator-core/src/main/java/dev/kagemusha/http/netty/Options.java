package dev.kagemusha.http.netty;

import dev.kagemusha.http.tls.CertificateAuthority;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What a front door is told.
 *
 * @param addresses where it listens; port 0 takes a free one
 * @param eventLoops threads that read and write, and run what is brief
 * @param workers platform threads that run gathered requests
 * @param limits sizes past which a request is refused
 * @param timeouts how long a peer may take
 * @param clock real time, for the {@code Date} header
 * @param authority makes the certificates of TLS connections; without one only plain HTTP is spoken
 */
public record Options(
        List<InetSocketAddress> addresses,
        int eventLoops,
        int workers,
        Limits limits,
        Timeouts timeouts,
        InstantSource clock,
        @Nullable CertificateAuthority authority) {

    public Options {
        addresses = List.copyOf(addresses);
    }

    /** Defaults for this machine. */
    public static Options of(List<InetSocketAddress> addresses, InstantSource clock) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new Options(
                addresses,
                Math.clamp(cores, 2, 16),
                Math.max(8, 2 * cores),
                Limits.standard(),
                Timeouts.standard(),
                clock,
                null);
    }

    public Options withAuthority(CertificateAuthority authority) {
        return new Options(addresses, eventLoops, workers, limits, timeouts, clock, authority);
    }

    public Options withLimits(Limits limits) {
        return new Options(addresses, eventLoops, workers, limits, timeouts, clock, authority);
    }

    public Options withTimeouts(Timeouts timeouts) {
        return new Options(addresses, eventLoops, workers, limits, timeouts, clock, authority);
    }

    public Options withThreads(int eventLoops, int workers) {
        return new Options(addresses, eventLoops, workers, limits, timeouts, clock, authority);
    }

    /**
     * Sizes in bytes.
     *
     * @param requestLine the longest request line; past it 414
     * @param header all header fields together; past it 431
     * @param body the longest body of any request; past it 413
     * @param gathered all bodies being gathered or handled together; past it a request is refused for want of memory
     * @param window bytes of one streamed body, or of one response, that wait for their slower side at most; reading from a
     *     peer stops there and starts again below a quarter of it
     * @param windows the same for all of them together: each has an equal share
     * @param dropped what is read of a body that nobody wants, to keep its connection; past it the connection is closed
     */
    public record Limits(int requestLine, int header, long body, long gathered, int window, long windows, int dropped) {
        public static Limits standard() {
            return new Limits(64 << 10, 64 << 10, 6L << 30, 64L << 20, 512 << 10, 64L << 20, 256 << 10);
        }

        public Limits withGathered(long bytes) {
            return new Limits(requestLine, header, body, bytes, window, windows, dropped);
        }

        public Limits withBody(long bytes) {
            return new Limits(requestLine, header, bytes, gathered, window, windows, dropped);
        }
    }

    /**
     * How long a peer may take.
     *
     * @param idle between requests
     * @param head from a request's first byte to the end of its headers
     * @param body within which {@value #PROGRESS} bytes of a body must come
     * @param write within which a response must progress
     * @param linger how long a connection that is being closed still reads, so that its last answer is not lost
     * @param handshake for TLS
     */
    public record Timeouts(
            Duration idle, Duration head, Duration body, Duration write, Duration linger, Duration handshake) {
        /** Bytes that count as progress of a body. */
        public static final int PROGRESS = 1024;

        public static Timeouts standard() {
            return new Timeouts(
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10));
        }

        /** The same time for everything. */
        public static Timeouts all(Duration each) {
            return new Timeouts(each, each, each, each, each, each);
        }
    }
}

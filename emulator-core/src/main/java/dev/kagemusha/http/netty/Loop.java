package dev.kagemusha.http.netty;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share; touched on that loop only. Timeouts are found by a sweep over all
 * connections a few times per shortest timeout, so that a request pays nothing for them but setting a number.
 */
final class Loop {
    private final EventLoop thread;
    private final long tickNanos;
    private final Set<Connection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    private final HeadEncoder encoder;
    private @Nullable ScheduledFuture<?> sweeping;

    Loop(EventLoop thread, Options options) {
        this.thread = thread;
        this.encoder = new HeadEncoder(options.clock());
        Options.Timeouts timeouts = options.timeouts();
        long shortest = Long.MAX_VALUE;
        for (var timeout : new java.time.Duration[] {
            timeouts.idle(), timeouts.head(), timeouts.body(), timeouts.write(), timeouts.linger()
        }) {
            shortest = Math.min(shortest, timeout.toNanos());
        }
        this.tickNanos = Math.clamp(shortest / 4, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(1));
    }

    HeadEncoder encoder() {
        return encoder;
    }

    void add(Connection connection) {
        connections.add(connection);
        if (sweeping == null) {
            sweeping = thread.scheduleWithFixedDelay(this::sweep, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }
    }

    void remove(Connection connection) {
        connections.remove(connection);
        if (connections.isEmpty() && sweeping != null) {
            sweeping.cancel(false);
            sweeping = null;
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Connection connection : connections.toArray(Connection[]::new)) {
            connection.sweep(now);
        }
    }
}

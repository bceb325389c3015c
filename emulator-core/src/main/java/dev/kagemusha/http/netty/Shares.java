package dev.kagemusha.http.netty;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Splits the memory for bodies on their way, in and out, among those that are: a few may be far ahead of their slower side,
 * a thousand may not.
 */
final class Shares {
    private static final int LEAST = 32 << 10;

    private final long all;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param all bytes for all bodies together; kept to while there are fewer than one per {@value #LEAST} of them
     * @param most bytes for one body
     */
    Shares(long all, int most) {
        this.all = all;
        this.most = most;
    }

    void enter() {
        open.incrementAndGet();
    }

    void leave() {
        open.decrementAndGet();
    }

    /** Bytes one body may keep waiting now. */
    int bytes() {
        return Math.clamp(all / Math.max(1, open.get()), Math.min(LEAST, most), most);
    }
}

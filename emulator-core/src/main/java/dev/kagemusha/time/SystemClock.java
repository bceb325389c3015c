package dev.kagemusha.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's clock plus an offset made of jumps. The jumps are kept for as long as something issued before them can
 * still be presented (a presigned URL lives seven days), so that {@link #emulated} can tell what a real instant stood for.
 */
public final class SystemClock implements EmulatorClock {
    private static final long KEPT_MILLIS = Duration.ofDays(14).toMillis();

    private final InstantSource source;
    private volatile List<Jump> jumps;
    private volatile long offset;

    public SystemClock() {
        this(InstantSource.system(), List.of());
    }

    /**
     * @param source real time
     * @param jumps those made before, oldest first
     */
    public SystemClock(InstantSource source, List<Jump> jumps) {
        this.source = source;
        this.jumps = List.copyOf(jumps);
        this.offset = jumps.isEmpty() ? 0 : jumps.getLast().offset();
    }

    @Override
    public Instant instant() {
        return source.instant().plusMillis(offset);
    }

    @Override
    public long millis() {
        return source.millis() + offset;
    }

    @Override
    public Instant real() {
        return source.instant();
    }

    @Override
    public long ticks() {
        return System.nanoTime();
    }

    @Override
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back");
        }
        long millis = by.toMillis();
        if (millis == 0) {
            return;
        }
        long now = source.millis();
        long next = Math.addExact(offset, millis);
        List<Jump> kept = new ArrayList<>(jumps.size() + 1);
        for (int i = 0; i < jumps.size(); i++) {
            Jump jump = jumps.get(i);
            boolean last = i == jumps.size() - 1;
            boolean same = last && jump.real() == now;
            boolean old = !last && jumps.get(i + 1).real() < now - KEPT_MILLIS;
            if (!same && !old) {
                kept.add(jump);
            }
        }
        kept.add(new Jump(now, next));
        jumps = List.copyOf(kept);
        offset = next;
    }

    @Override
    public Duration offset() {
        return Duration.ofMillis(offset);
    }

    @Override
    public Instant emulated(Instant then) {
        long millis = then.toEpochMilli();
        List<Jump> all = jumps;
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).real() <= millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? then : then.plusMillis(all.get(low - 1).offset());
    }

    /** The jumps so far, oldest first, to be kept across a restart. */
    public List<Jump> jumps() {
        return jumps;
    }

    /** Takes the place of all jumps: after a restore those that were saved, after a reset none. Time may go back here. */
    public synchronized void replace(List<Jump> saved) {
        jumps = List.copyOf(saved);
        offset = saved.isEmpty() ? 0 : saved.getLast().offset();
    }
}

package dev.kagemusha.metrics;

import dev.kagemusha.state.Scope;

import java.util.List;

/**
 * Where a service counts one metric of its own. Adding a value takes some tens of nanoseconds, allocates nothing and waits for
 * nobody but a thread in the same cell; it may be done anywhere, also inside a transaction. Make one and keep it, since making one is
 * not as cheap. A counter that nothing is added to costs nothing but its memory.
 */
public final class Counter {
    private final Metrics metrics;
    private final Scope scope;
    private final MetricId id;
    private final String unit;
    private final Cell[] cells;
    private volatile boolean pending;

    Counter(Metrics metrics, Scope scope, MetricId id, String unit, boolean histogram, int width) {
        this.metrics = metrics;
        this.scope = scope;
        this.id = id;
        this.unit = unit;
        this.cells = new Cell[width];
        for (int i = 0; i < width; i++) {
            cells[i] = new Cell(histogram);
        }
    }

    /** Counts a value, now. */
    public void add(double value) {
        int at = (int) Thread.currentThread().threadId() & (cells.length - 1);
        cells[at].add(metrics.minute(), value);
        // After the value is in: who takes it has unset this before it looked.
        if (!pending) {
            pending = true;
            metrics.pending(this);
        }
    }

    void drain(List<Cell.Taken> into) {
        pending = false;
        for (Cell cell : cells) {
            cell.drain(into);
        }
    }

    Scope scope() {
        return scope;
    }

    MetricId id() {
        return id;
    }

    String unit() {
        return unit;
    }
}

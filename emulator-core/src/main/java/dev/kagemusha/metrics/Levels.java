package dev.kagemusha.metrics;

import dev.kagemusha.metrics.MetricTables.Level;
import dev.kagemusha.metrics.MetricTables.Since;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Metrics that are something all the time, such as what is provisioned: AWS measures them every five minutes whether anything happens
 * or not. Here only changes are kept, and the points are made of them when somebody reads, so that an idle emulator does nothing.
 */
final class Levels {
    /** Seconds between two points. */
    static final long STEP = 300;

    private Levels() {}

    /** A level is something else from now on; whether it was not before. */
    static boolean set(Transaction tx, int scope, MetricId.Digest metric, long now, Level level) {
        KeyRange past = KeyRange.between(key(metric, 0), key(metric, now + 1));
        try (Cursor<Since, Level> rows = tx.range(MetricTables.LEVELS, scope, past.reversed())) {
            if (rows.next() ? rows.value().equals(level) : Double.isNaN(level.value())) {
                return false;
            }
        }
        forget(tx, scope, metric, now - Resolution.HOUR.retention());
        tx.upsert(MetricTables.LEVELS, scope, new Since(metric, now), level);
        return true;
    }

    /** What it was before that time is not asked for any more, except what it was at that time. */
    private static void forget(Transaction tx, int scope, MetricId.Digest metric, long oldest) {
        if (oldest > 0) {
            Since kept = at(tx, scope, metric, oldest);
            if (kept != null) {
                tx.deleteRange(
                        MetricTables.LEVELS, scope, KeyRange.between(key(metric, 0), key(metric, kept.second())));
            }
        }
    }

    private static @Nullable Since at(ReadView view, int scope, MetricId.Digest metric, long second) {
        KeyRange past = KeyRange.between(key(metric, 0), key(metric, second + 1));
        try (Cursor<Since, Level> rows = view.range(MetricTables.LEVELS, scope, past.reversed())) {
            return rows.next() ? rows.key() : null;
        }
    }

    /** Whether it is a level, and has not changed since that time. */
    static boolean steady(ReadView view, int scope, MetricId.Digest metric, long since) {
        KeyRange all = KeyRange.between(key(metric, 0), KeyRange.after(prefix(metric)));
        try (Cursor<Since, Level> rows = view.range(MetricTables.LEVELS, scope, all.reversed())) {
            return rows.next() && rows.key().second() < since;
        }
    }

    /** Adds the points of a level, if it is one: what it was at the begin of each, or became in its first. */
    static void points(
            ReadView view, int scope, MetricId.Digest metric, long from, long to, long now, List<Point> into) {
        long first = from + Math.floorMod(-from, STEP);
        long last = Math.min(to - 1, now);
        Since start = at(view, scope, metric, Math.max(first, 0));
        KeyRange range =
                KeyRange.between(key(metric, start == null ? first : start.second()), key(metric, last + STEP + 1));
        try (Cursor<Since, Level> rows = view.range(MetricTables.LEVELS, scope, range)) {
            Level level = null;
            boolean more = rows.next();
            for (long second = first; second <= last && (more || level != null); second += STEP) {
                while (more && (rows.key().second() <= second || begins(level, rows.key(), second))) {
                    level = rows.value();
                    more = rows.next();
                }
                if (level != null && !Double.isNaN(level.value())) {
                    into.add(new Point(second, Units.name(level.unit()), Samples.of(level.value())));
                }
            }
        }
    }

    private static boolean begins(@Nullable Level before, Since next, long second) {
        return (before == null || Double.isNaN(before.value())) && next.second() < second + STEP;
    }

    private static byte[] prefix(MetricId.Digest metric) {
        return metric.write(new KeyWriter()).toBytes();
    }

    private static byte[] key(MetricId.Digest metric, long second) {
        return metric.write(new KeyWriter()).u32((int) Math.max(0, second)).toBytes();
    }
}

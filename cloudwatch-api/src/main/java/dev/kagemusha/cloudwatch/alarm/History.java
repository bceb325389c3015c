package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.cloudwatch.alarm.AlarmTables.Moment;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;

import java.time.Duration;
import java.time.Instant;

/** What happened to alarms, kept for thirty days as CloudWatch keeps it, also of alarms that are deleted. */
public final class History {
    private static final String KIND = "cloudwatch.history";
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 200;

    private final StateStore store;
    private final Jobs jobs;

    public History(StateStore store, Jobs jobs) {
        this.store = store;
        this.jobs = jobs;
        jobs.handle(KIND, this::trim);
    }

    /** Adds an item; the transaction holds the alarm's lock. */
    void add(Transaction tx, int scope, String alarm, Instant at, HistoryItemType type, String summary, String data) {
        int number = 0;
        while (tx.contains(AlarmTables.HISTORY, scope, new Moment(at.toEpochMilli(), alarm, number))) {
            number++;
        }
        Moment moment = new Moment(at.toEpochMilli(), alarm, number);
        AlarmHistoryItem item = AlarmHistoryItem.builder()
                .alarmName(alarm)
                .alarmType(AlarmType.METRIC_ALARM)
                .timestamp(at)
                .historyItemType(type)
                .historySummary(summary)
                .historyData(data)
                .build();
        tx.insert(AlarmTables.HISTORY, scope, moment, item);
        tx.insert(AlarmTables.HISTORY_OF, scope, moment, Nothing.NOTHING);
        if (jobs.due(tx, KIND, scope, "") == null) {
            // Not here: transactions of two alarms could both make the job.
            tx.afterCommit(() -> jobs.soon(() -> scheduleTrim(scope, at.plus(KEPT))));
        }
    }

    private void scheduleTrim(int scope, Instant due) {
        store.write(Locks.NONE, tx -> {
            if (jobs.due(tx, KIND, scope, "") == null) {
                jobs.schedule(tx, KIND, scope, "", due);
            }
            return true;
        });
    }

    private void trim(JobRun run) {
        store.write(Locks.NONE, tx -> {
            long before = run.due().minus(KEPT).toEpochMilli();
            int gone = 0;
            Long next = null;
            try (Cursor<Moment, AlarmHistoryItem> rows = tx.range(AlarmTables.HISTORY, run.scope(), KeyRange.all())) {
                while (next == null && gone < AT_ONCE && rows.next()) {
                    Moment moment = rows.key();
                    if (moment.millis() > before) {
                        next = moment.millis();
                    } else {
                        tx.delete(AlarmTables.HISTORY, run.scope(), moment);
                        tx.delete(AlarmTables.HISTORY_OF, run.scope(), moment);
                        gone++;
                    }
                }
            }
            if (next != null) {
                run.at(tx, Instant.ofEpochMilli(next).plus(KEPT), new byte[0]);
            } else if (gone == AT_ONCE) {
                run.again(tx, new byte[0]);
            } else {
                run.done(tx);
            }
            return true;
        });
    }

    /** Takes items one after another. */
    @FunctionalInterface
    public interface Visitor {
        /** @return whether to go on */
        boolean visit(AlarmHistoryItem item, byte[] place);
    }

    /**
     * The items of one alarm or of all.
     *
     * @param from first millisecond
     * @param to last millisecond
     * @param place where to begin, as it was given to a visitor, or null
     */
    public void visit(
            ReadView view,
            int scope,
            @Nullable String alarm,
            long from,
            long to,
            boolean newestFirst,
            byte @Nullable [] place,
            Visitor visitor) {
        byte[] first = key(alarm).u64(Math.max(0, from)).toBytes();
        byte[] end = key(alarm).u64(Math.max(0, to) + 1).toBytes();
        if (place != null) {
            if (newestFirst) {
                end = java.util.Arrays.copyOf(place, place.length + 1); // the place itself belongs to it
            } else {
                first = place;
            }
        }
        if (java.util.Arrays.compareUnsigned(first, end) >= 0) {
            return;
        }
        KeyRange range = KeyRange.between(first, end);
        KeyRange ordered = newestFirst ? range.reversed() : range;
        if (alarm == null) {
            try (Cursor<Moment, AlarmHistoryItem> rows = view.range(AlarmTables.HISTORY, scope, ordered)) {
                while (rows.next() && visitor.visit(rows.value(), rows.rawKey())) {
                    // the visitor does it
                }
            }
            return;
        }
        try (Cursor<Moment, Nothing> rows = view.range(AlarmTables.HISTORY_OF, scope, ordered)) {
            while (rows.next()) {
                AlarmHistoryItem item = view.get(AlarmTables.HISTORY, scope, rows.key());
                if (item != null && !visitor.visit(item, rows.rawKey())) {
                    return;
                }
            }
        }
    }

    private static KeyWriter key(@Nullable String alarm) {
        return alarm == null ? new KeyWriter() : new KeyWriter().text(alarm);
    }
}

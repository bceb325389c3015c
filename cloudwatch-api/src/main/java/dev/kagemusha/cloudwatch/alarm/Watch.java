package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.alarm.AlarmTables.Looked;
import dev.kagemusha.cloudwatch.math.Value;
import dev.kagemusha.cloudwatch.metric.Bucket;
import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.cloudwatch.metric.Statistic;
import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.cloudwatch.query.QuerySet;
import dev.kagemusha.metrics.AlarmActions;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.protocol.json.JsonText;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Alarms at work. An alarm is a job that looks at its metric each minute of emulated time, or each ten seconds when its period is
 * shorter than a minute: at the periods that end with that minute. When it finds no data at all and its state follows from that, or
 * data that stay as they are until somebody changes them, it sleeps until its metric is measured again, so that an advance over a
 * quiet year costs nothing.
 *
 * <p>A change of state, its history and the actions that it asks for are one commit. Actions of Auto Scaling are repeated each minute
 * that the alarm stays in the state, as CloudWatch documents.
 *
 * <p>It is long because looking, deciding, noting and falling asleep are steps of one job, whose commits have to fit together.
 */
public final class Watch {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final String KIND = "cloudwatch.alarm";
    private static final int MINUTE = 60;
    private static final int SHORT_STEP = 10;
    private static final String AUTO_SCALING = ":autoscaling:";

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Metrics metrics;
    private final Reader reader;
    private final History history;
    private final AlarmActions actions;

    public Watch(Environment environment, Reader reader) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.metrics = environment.metrics();
        this.reader = reader;
        this.history = new History(store, jobs);
        this.actions = new AlarmActions(jobs);
        jobs.handle(KIND, this::look);
        metrics.listen(this::measured);
        jobs.soon(this::wakeAll); // a kill may have come between a measurement and the alarm's waking
    }

    public History history() {
        return history;
    }

    // ---- alarms as rows

    public @Nullable MetricAlarm alarm(ReadView view, int scope, String name) {
        return view.get(AlarmTables.ALARMS, scope, name);
    }

    /** Takes alarms one after another, in the order of their names. */
    @FunctionalInterface
    public interface Visitor {
        /** @return whether to go on */
        boolean visit(MetricAlarm alarm);
    }

    /** @param from name to begin at */
    public void visit(ReadView view, int scope, String prefix, @Nullable String from, Visitor visitor) {
        byte[] first = new KeyWriter().tail(prefix).toBytes();
        KeyRange range = prefix.isEmpty() ? KeyRange.all() : KeyRange.prefix(first);
        if (from != null && from.compareTo(prefix) > 0) {
            range = KeyRange.between(new KeyWriter().tail(from).toBytes(), range.to());
        }
        try (Cursor<String, MetricAlarm> rows = view.range(AlarmTables.ALARMS, scope, range)) {
            while (rows.next() && visitor.visit(rows.value())) {
                // the visitor does it
            }
        }
    }

    /** Makes or changes an alarm, whose state and its reason stay if it is there already. */
    public void put(int scope, MetricAlarm asked, Map<String, String> tags) {
        Locks locks = Locks.of(AlarmTables.ALARMS, scope, asked.alarmName());
        store.write(locks, tx -> {
            Instant now = clock.instant();
            MetricAlarm known = alarm(tx, scope, asked.alarmName());
            MetricAlarm.Builder alarm = asked.toBuilder().alarmConfigurationUpdatedTimestamp(now);
            if (known == null) {
                alarm.stateValue(StateValue.INSUFFICIENT_DATA)
                        .stateReason(Reasons.INITIAL)
                        .stateUpdatedTimestamp(now)
                        .stateTransitionedTimestamp(now);
                tags.forEach(
                        (key, value) -> tx.upsert(AlarmTables.TAGS, scope, new Pair(asked.alarmArn(), key), value));
            } else {
                alarm.stateValue(known.stateValue())
                        .stateReason(known.stateReason())
                        .stateReasonData(known.stateReasonData())
                        .stateUpdatedTimestamp(known.stateUpdatedTimestamp())
                        .stateTransitionedTimestamp(known.stateTransitionedTimestamp());
                forgetMetrics(tx, scope, known);
            }
            MetricAlarm made = alarm.build();
            tx.upsert(AlarmTables.ALARMS, scope, made.alarmName(), made);
            for (MetricId metric : metricsOf(made)) {
                tx.upsert(AlarmTables.LOOKED_AT, scope, new Looked(metric.digest(), made.alarmName()), Nothing.NOTHING);
            }
            configured(tx, scope, made.alarmName(), now, known == null ? "created" : "updated", made);
            jobs.schedule(tx, KIND, scope, made.alarmName(), next(made, now));
            return true;
        });
    }

    /** Removes an alarm if it is there; its history stays. */
    public void delete(int scope, String name) {
        store.write(Locks.of(AlarmTables.ALARMS, scope, name), tx -> {
            MetricAlarm alarm = alarm(tx, scope, name);
            if (alarm != null) {
                tx.delete(AlarmTables.ALARMS, scope, name);
                forgetMetrics(tx, scope, alarm);
                tx.deleteRange(
                        AlarmTables.TAGS,
                        scope,
                        KeyRange.prefix(new KeyWriter().text(alarm.alarmArn()).toBytes()));
                jobs.cancel(tx, KIND, scope, name);
                configured(tx, scope, name, clock.instant(), "deleted", alarm);
            }
            return true;
        });
    }

    private static void forgetMetrics(Transaction tx, int scope, MetricAlarm alarm) {
        for (MetricId metric : metricsOf(alarm)) {
            tx.delete(AlarmTables.LOOKED_AT, scope, new Looked(metric.digest(), alarm.alarmName()));
        }
    }

    private void configured(Transaction tx, int scope, String name, Instant at, String what, MetricAlarm alarm) {
        String type = what.equals("created") ? "Create" : what.equals("updated") ? "Update" : "Delete";
        String data = "{\"version\":\"1.0\",\"type\":\"" + type + "\",\"" + what + "Alarm\":{\"alarmName\":"
                + JsonText.quoted(name) + ",\"alarmArn\":" + JsonText.quoted(alarm.alarmArn()) + ",\"stateValue\":\""
                + alarm.stateValueAsString() + "\"}}";
        history.add(tx, scope, name, at, HistoryItemType.CONFIGURATION_UPDATE, "Alarm \"" + name + "\" " + what, data);
    }

    /** Turns an alarm's actions on or off; false if there is no such alarm. */
    public boolean enable(int scope, String name, boolean enabled) {
        return store.write(Locks.of(AlarmTables.ALARMS, scope, name), tx -> {
            MetricAlarm alarm = alarm(tx, scope, name);
            if (alarm != null && alarm.actionsEnabled() != enabled) {
                MetricAlarm changed = alarm.toBuilder()
                        .actionsEnabled(enabled)
                        .alarmConfigurationUpdatedTimestamp(clock.instant())
                        .build();
                tx.update(AlarmTables.ALARMS, scope, name, changed);
                configured(tx, scope, name, clock.instant(), "updated", changed);
            }
            return alarm != null;
        });
    }

    /** Sets a state until the alarm looks again; false if there is no such alarm. */
    public boolean set(int scope, String name, StateValue state, String reason, @Nullable String data) {
        return store.write(Locks.of(AlarmTables.ALARMS, scope, name), tx -> {
            MetricAlarm alarm = alarm(tx, scope, name);
            if (alarm == null) {
                return false;
            }
            change(tx, scope, alarm, state, reason, data, clock.instant());
            jobs.schedule(tx, KIND, scope, name, next(alarm, clock.instant()));
            return true;
        });
    }

    // ---- waking

    private void measured(Transaction tx, int scope, MetricId id, long second) {
        KeyRange range = KeyRange.prefix(id.digest().write(new KeyWriter()).toBytes());
        try (Cursor<Looked, Nothing> rows = tx.range(AlarmTables.LOOKED_AT, scope, range)) {
            while (rows.next()) {
                String name = rows.key().alarm();
                // Not here: transactions of two metrics could both make the job.
                if (jobs.due(tx, KIND, scope, name) == null) {
                    tx.afterCommit(() -> jobs.soon(() -> wake(scope, name, second)));
                }
            }
        }
    }

    /** @param second of the measurement, which may be a future one */
    private void wake(int scope, String name, long second) {
        store.write(Locks.of(AlarmTables.ALARMS, scope, name), tx -> {
            MetricAlarm alarm = alarm(tx, scope, name);
            if (alarm != null && jobs.due(tx, KIND, scope, name) == null) {
                Instant measured = Instant.ofEpochSecond(second);
                Instant now = clock.instant();
                jobs.schedule(tx, KIND, scope, name, next(alarm, measured.isAfter(now) ? measured : now));
            }
            return true;
        });
    }

    private void wakeAll() {
        for (Scope scope : store.scopes()) {
            if (scope.service().equals(Metrics.SERVICE)) {
                int id = store.scope(scope);
                List<String> names = new ArrayList<>();
                store.read(view -> {
                    names.clear();
                    visit(view, id, "", null, alarm -> names.add(alarm.alarmName()));
                    return true;
                });
                names.forEach(name -> wake(id, name, 0));
            }
        }
    }

    private static int step(MetricAlarm alarm) {
        return period(alarm) < MINUTE ? SHORT_STEP : MINUTE;
    }

    private static Instant next(MetricAlarm alarm, Instant after) {
        long step = step(alarm);
        return Instant.ofEpochSecond((after.getEpochSecond() / step + 1) * step);
    }

    // ---- looking

    private static int period(MetricAlarm alarm) {
        return alarm.hasMetrics() ? queries(alarm).period() : alarm.period();
    }

    private static QuerySet queries(MetricAlarm alarm) {
        return QuerySet.of(alarm.metrics(), accountOf(alarm));
    }

    private static String accountOf(MetricAlarm alarm) {
        return alarm.alarmArn().split(":", 6)[4];
    }

    private static Set<MetricId> metricsOf(MetricAlarm alarm) {
        Set<MetricId> all = new HashSet<>();
        if (alarm.hasMetrics()) {
            queries(alarm).metrics().forEach(metric -> all.add(metric.metric()));
        } else {
            all.add(Ids.of(alarm.namespace(), alarm.metricName(), alarm.dimensions()));
        }
        return all;
    }

    private void look(JobRun run) {
        metrics.flush();
        store.write(Locks.of(AlarmTables.ALARMS, run.scope(), run.key()), tx -> {
            MetricAlarm alarm = alarm(tx, run.scope(), run.key());
            if (alarm == null) {
                run.done(tx);
                return true;
            }
            Instant now = clock.instant();
            long step = step(alarm);
            boolean quiet = look(tx, run.scope(), alarm, now.getEpochSecond() / step * step, now);
            if (quiet) {
                run.done(tx);
            } else {
                run.at(tx, next(alarm, now), new byte[0]);
            }
            return true;
        });
    }

    /** Decides the state; whether nothing can change before new data come. */
    private boolean look(Transaction tx, int scope, MetricAlarm alarm, long end, Instant now) {
        int period = period(alarm);
        Evaluation rule = rule(alarm);
        List<Observation> observed;
        try {
            observed = observe(tx, scope, alarm, period, end, rule.periods() + Evaluation.MORE);
        } catch (software.amazon.awssdk.services.cloudwatch.model.CloudWatchException e) {
            // An expression that cannot be computed from these data; CloudWatch calls that an evaluation error.
            LOG.log(System.Logger.Level.DEBUG, "alarm " + alarm.alarmName(), e);
            observed = new ArrayList<>();
            for (int i = 0; i < rule.periods() + Evaluation.MORE; i++) {
                observed.add(new Observation(end - (long) (i + 1) * period, null, null));
            }
        }
        boolean any = false;
        List<@Nullable Boolean> points = new ArrayList<>();
        for (Observation each : observed) {
            any |= each.value() != null;
            points.add(each.value() == null ? null : Reasons.breaches(alarm, each.value()));
        }
        if (tooFewSamples(alarm, observed)) {
            return false;
        }
        Evaluation.Outcome outcome = rule.decide(points);
        StateValue state = outcome.state();
        if (state != null && state != alarm.stateValue()) {
            String reason = Reasons.text(alarm, rule, outcome, observed);
            String data = Reasons.data(alarm, period, outcome, observed, now);
            change(tx, scope, alarm, state, reason, data, now);
            return false;
        }
        boolean repeats = any && repeat(tx, scope, alarm, now);
        if (steady(tx, scope, alarm, period, end - (long) observed.size() * period)) {
            return !repeats;
        }
        // A measurement may be of the time that runs, or of one to come.
        return !any && !awaits(tx, scope, alarm, end);
    }

    /** Whether all that was looked at, and all to come, is the same until something is changed. */
    private boolean steady(ReadView view, int scope, MetricAlarm alarm, int period, long start) {
        if (period % Metrics.LEVEL_SECONDS != 0) {
            return false;
        }
        for (MetricId metric : metricsOf(alarm)) {
            if (!metrics.steady(view, scope, metric, start)) {
                return false;
            }
        }
        return true;
    }

    private boolean awaits(ReadView view, int scope, MetricAlarm alarm, long end) {
        for (MetricId metric : metricsOf(alarm)) {
            if (metrics.newest(view, scope, metric) >= end) {
                return true;
            }
        }
        return false;
    }

    private static Evaluation rule(MetricAlarm alarm) {
        int toAlarm = alarm.datapointsToAlarm() == null ? alarm.evaluationPeriods() : alarm.datapointsToAlarm();
        return new Evaluation(
                alarm.evaluationPeriods(), toAlarm, Evaluation.Missing.of(alarm.treatMissingData(), alarm.namespace()));
    }

    /** Newest first. */
    private List<Observation> observe(ReadView view, int scope, MetricAlarm alarm, int period, long end, int count) {
        long start = end - (long) count * period;
        Map<Long, Observation> found = new HashMap<>();
        if (alarm.hasMetrics()) {
            List<Value.Series> all = queries(alarm)
                    .evaluate(view, scope, reader, each -> new Reader.Span(start, end, each))
                    .values()
                    .iterator()
                    .next();
            if (all.size() == 1) {
                Value.Series series = all.getFirst();
                for (int i = 0; i < series.size(); i++) {
                    long second = series.seconds()[i];
                    found.put(second, new Observation(second, series.values()[i], null));
                }
            }
        } else {
            Statistic statistic = statistic(alarm);
            MetricId id = Ids.of(alarm.namespace(), alarm.metricName(), alarm.dimensions());
            Reader.Span span = new Reader.Span(start, end, period);
            for (Bucket bucket : Reader.joined(reader.read(view, scope, id, span, alarm.unitAsString()))) {
                Double value = statistic.of(bucket.samples());
                found.put(
                        bucket.second(),
                        new Observation(bucket.second(), value, bucket.samples().count()));
            }
        }
        List<Observation> observed = new ArrayList<>(count);
        for (long second = end - period; second >= start; second -= period) {
            Observation there = found.get(second);
            observed.add(there == null ? new Observation(second, null, null) : there);
        }
        return observed;
    }

    private static Statistic statistic(MetricAlarm alarm) {
        String text = alarm.statistic() == null ? alarm.extendedStatistic() : alarm.statisticAsString();
        return Objects.requireNonNull(Statistic.parse(text), text);
    }

    /** "ignore" of {@code EvaluateLowSampleCountPercentile}: a percentile of few measurements decides nothing. */
    private static boolean tooFewSamples(MetricAlarm alarm, List<Observation> observed) {
        if (!"ignore".equals(alarm.evaluateLowSampleCountPercentile())
                || !(statistic(alarm) instanceof Statistic.Percentile percentile)) {
            return false;
        }
        double share = percentile.percent() / 100;
        double needed = share >= 0.5 ? 10 / (1 - share) : 10 / share;
        for (Observation each : observed) {
            if (each.count() != null && each.count() < needed) {
                return true;
            }
        }
        return false;
    }

    // ---- changing

    private void change(
            Transaction tx,
            int scope,
            MetricAlarm alarm,
            StateValue state,
            String reason,
            @Nullable String data,
            Instant now) {
        MetricAlarm changed = alarm.toBuilder()
                .stateValue(state)
                .stateReason(reason)
                .stateReasonData(data)
                .stateUpdatedTimestamp(now)
                .stateTransitionedTimestamp(state == alarm.stateValue() ? alarm.stateTransitionedTimestamp() : now)
                .build();
        tx.update(AlarmTables.ALARMS, scope, alarm.alarmName(), changed);
        if (state == alarm.stateValue()) {
            return;
        }
        String summary = "Alarm updated from " + alarm.stateValueAsString() + " to " + changed.stateValueAsString();
        String both = "{\"version\":\"1.0\",\"oldState\":" + state(alarm) + ",\"newState\":" + state(changed) + "}";
        history.add(tx, scope, alarm.alarmName(), now, HistoryItemType.STATE_UPDATE, summary, both);
        if (Boolean.TRUE.equals(alarm.actionsEnabled())) {
            for (String action : actions(alarm, state)) {
                act(tx, scope, changed, alarm.stateValueAsString(), action, now);
            }
        }
    }

    private static String state(MetricAlarm alarm) {
        String data = alarm.stateReasonData();
        // Data that a caller has set may be anything.
        String shown =
                data == null ? "" : ",\"stateReasonData\":" + (data.startsWith("{") ? data : JsonText.quoted(data));
        return "{\"stateValue\":\"" + alarm.stateValueAsString() + "\",\"stateReason\":"
                + JsonText.quoted(alarm.stateReason()) + shown + "}";
    }

    private static List<String> actions(MetricAlarm alarm, StateValue state) {
        return switch (state) {
            case OK -> alarm.okActions();
            case ALARM -> alarm.alarmActions();
            case INSUFFICIENT_DATA -> alarm.insufficientDataActions();
            case UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    private void act(Transaction tx, int scope, MetricAlarm alarm, String before, String action, Instant now) {
        boolean reaches = actions.reaches(action);
        if (reaches) {
            send(tx, scope, alarm, before, action, now);
        }
        String outcome = reaches ? "Succeeded" : "Failed";
        String data = "{\"actionState\":\"" + outcome + "\",\"stateUpdateTimestamp\":" + now.toEpochMilli()
                + ",\"notificationResource\":" + JsonText.quoted(action) + "}";
        String summary = reaches
                ? "Successfully executed action " + action
                : "Failed to execute action " + action + ". Received error: \"no service here takes it\"";
        history.add(tx, scope, alarm.alarmName(), now, HistoryItemType.ACTION, summary, data);
    }

    private void send(Transaction tx, int scope, MetricAlarm alarm, String before, String action, Instant now) {
        String data = alarm.stateReasonData();
        actions.send(
                tx,
                scope,
                new AlarmActions.Change(
                        action,
                        alarm.alarmName(),
                        alarm.alarmArn(),
                        alarm.stateValueAsString(),
                        before,
                        alarm.stateReason(),
                        data == null ? "" : data,
                        now));
    }

    /** Whether there was something to repeat. */
    private boolean repeat(Transaction tx, int scope, MetricAlarm alarm, Instant now) {
        boolean repeated = false;
        if (Boolean.TRUE.equals(alarm.actionsEnabled())) {
            for (String action : actions(alarm, alarm.stateValue())) {
                if (action.contains(AUTO_SCALING) && actions.reaches(action)) {
                    send(tx, scope, alarm, alarm.stateValueAsString(), action, now);
                    repeated = true;
                }
            }
        }
        return repeated;
    }

    // ---- tags

    /** The tags of an alarm, in the order of their keys. */
    public Map<String, String> tags(int scope, String arn) {
        return store.read(view -> {
            requireAlarm(view, scope, arn);
            return tags(view, scope, arn);
        });
    }

    private static Map<String, String> tags(ReadView view, int scope, String arn) {
        Map<String, String> tags = new java.util.LinkedHashMap<>();
        KeyRange range = KeyRange.prefix(new KeyWriter().text(arn).toBytes());
        try (Cursor<Pair, String> rows = view.range(AlarmTables.TAGS, scope, range)) {
            while (rows.next()) {
                tags.put(rows.key().name(), rows.value());
            }
        }
        return tags;
    }

    /** Adds, replaces and removes tags. */
    public void tag(int scope, String arn, Map<String, String> added, List<String> removed, int most) {
        store.write(Locks.of(AlarmTables.ALARMS, scope, nameOf(arn)), tx -> {
            requireAlarm(tx, scope, arn);
            added.forEach((key, value) -> tx.upsert(AlarmTables.TAGS, scope, new Pair(arn, key), value));
            removed.forEach(key -> tx.delete(AlarmTables.TAGS, scope, new Pair(arn, key)));
            if (tags(tx, scope, arn).size() > most) {
                throw CloudWatchErrors.validation("A resource may have at most " + most + " tags.");
            }
            return true;
        });
    }

    private void requireAlarm(ReadView view, int scope, String arn) {
        MetricAlarm alarm = alarm(view, scope, nameOf(arn));
        if (alarm == null || !alarm.alarmArn().equals(arn)) {
            throw CloudWatchErrors.noSuchResource(arn);
        }
    }

    private static String nameOf(String arn) {
        String[] fields = arn.split(":", 7);
        return fields.length == 7 && fields[5].equals("alarm") ? fields[6] : "";
    }
}

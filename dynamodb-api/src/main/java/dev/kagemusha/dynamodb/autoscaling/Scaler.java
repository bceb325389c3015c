package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Changes the capacity of what is registered, as deferred work of four kinds.
 *
 * <ul>
 *   <li><b>watch</b>: each minute of a target with a policy. It measures the minute, evaluates the policy's alarms ({@link Monitor})
 *       and does what they ask for.
 *   <li><b>bound</b>: once after the bounds of a target have changed. It brings the capacity between them.
 *   <li><b>act</b>: at each time of a scheduled action. It sets the bounds.
 *   <li><b>confirm</b>: while a table takes its time to change. It ends the activity.
 * </ul>
 *
 * <h2>Cooldowns</h2>
 *
 * Of what is tracked the wanted capacity is known outright, so each scale-out is "larger" than the one before and is done at once,
 * whatever the cooldowns say: it also ends a scale-in cooldown. Taking away waits for both: for the scale-in cooldown since the last
 * scale-in, and for the scale-out cooldown since the last scale-out, in which that is to take effect.
 */
public final class Scaler {
    private static final String WATCH = "autoscaling.watch";
    private static final String BOUND = "autoscaling.bound";
    private static final String ACT = "autoscaling.act";
    private static final String CONFIRM = "autoscaling.confirm";

    /** How soon a table that is changing is looked at again. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final StateStore store;
    private final Jobs jobs;
    private final Catalog catalog;
    private final Consumption consumption;
    private final CapacityChange change;

    private Scaler(Environment environment, Catalog catalog, Consumption consumption) {
        this.store = environment.store();
        this.jobs = environment.jobs();
        this.catalog = catalog;
        this.consumption = consumption;
        this.change = new CapacityChange(environment);
    }

    /** Does the work from now on. */
    public static void start(Environment environment, Catalog catalog, Consumption consumption) {
        Scaler scaler = new Scaler(environment, catalog, consumption);
        Jobs jobs = environment.jobs();
        jobs.handle(WATCH, scaler::watch);
        jobs.handle(BOUND, scaler::bound);
        jobs.handle(ACT, scaler::act);
        jobs.handle(CONFIRM, scaler::confirm);
    }

    /** A target has a policy. */
    static void watch(Jobs jobs, Transaction tx, int scope, Scalable scalable, Instant now) {
        if (!tx.contains(Rows.WATCHES, scope, scalable)) {
            tx.insert(Rows.WATCHES, scope, scalable, Watch.NEW);
            jobs.schedule(tx, WATCH, scope, scalable.job(), now);
        }
    }

    /** A target has no policy any more. */
    static void unwatch(Jobs jobs, Transaction tx, int scope, Scalable scalable) {
        jobs.cancel(tx, WATCH, scope, scalable.job());
        tx.delete(Rows.WATCHES, scope, scalable);
    }

    /** The bounds of a target were set. */
    static void bound(Jobs jobs, Transaction tx, int scope, Scalable scalable, Instant now) {
        jobs.schedule(tx, BOUND, scope, scalable.job(), now);
    }

    /** A target is none any more. */
    static void forget(Jobs jobs, Transaction tx, int scope, Scalable scalable) {
        unwatch(jobs, tx, scope, scalable);
        jobs.cancel(tx, BOUND, scope, scalable.job());
    }

    /** A scheduled action was put; it happens next at that time, or never. */
    static void schedule(Jobs jobs, Transaction tx, int scope, Scheduled scheduled, @Nullable Instant next) {
        if (next == null) {
            unschedule(jobs, tx, scope, scheduled);
        } else {
            jobs.schedule(tx, ACT, scope, scheduled.job(), next);
        }
    }

    static void unschedule(Jobs jobs, Transaction tx, int scope, Scheduled scheduled) {
        jobs.cancel(tx, ACT, scope, scheduled.job());
    }

    /** A target, its policy, and the table as it is now. */
    private record Seen(
            Target target,
            @Nullable Policy policy,
            Watch watch,
            int tables,
            @Nullable TableInfo table,
            @Nullable Throughput units) {

        long capacity() {
            return units == null ? 0 : target.scalable().writes() ? units.writeUnits() : units.readUnits();
        }

        /** Whether there is a provisioned capacity to change. */
        boolean provisioned() {
            return capacity() > 0;
        }

        boolean isBusy(long now) {
            return table != null && table.state().at(now) != TableStatus.ACTIVE;
        }
    }

    private @Nullable Seen see(int scope, Scalable scalable) {
        return store.read(view -> {
            Target target = view.get(Rows.TARGETS, scope, scalable);
            if (target == null) {
                return null;
            }
            Target.Home home = target.home();
            int tables = store.scope(new Scope(home.partition(), "dynamodb", home.account(), home.region()));
            TableInfo table = catalog.find(view, tables, scalable.table());
            Watch watch = view.get(Rows.WATCHES, scope, scalable);
            return new Seen(
                    target,
                    Policies.of(view, scope, scalable),
                    watch == null ? Watch.NEW : watch,
                    tables,
                    table,
                    table == null ? null : scalable.provisioned(table));
        });
    }

    private void watch(JobRun run) {
        Scalable scalable = Scalable.ofJob(run.key());
        Seen seen = see(run.scope(), scalable);
        if (seen == null || seen.policy() == null) {
            settle(run, scalable, tx -> run.done(tx));
            return;
        }
        Instant now = run.due();
        Watch measured = seen.watch().minute(consumed(seen));
        Decision decision = decide(seen, seen.policy(), measured, now.toEpochMilli());
        Activity activity = decision == null
                ? null
                : change.to(seen.target(), seen.table(), decision.capacity(), decision.cause(), now);
        boolean done = activity != null && !activity.status().equals("Failed");
        Watch next = decision == null || !done
                ? measured
                : decision.out() ? measured.scaledOut(now.toEpochMilli()) : measured.scaledIn(now.toEpochMilli());
        // The end of the minute that runs, or of the one that a late start runs in.
        Instant later = later(now);
        settle(run, scalable, tx -> {
            run.at(tx, later, new byte[0]);
            tx.upsert(Rows.WATCHES, run.scope(), scalable, next);
            if (activity != null) {
                keep(tx, run.scope(), activity);
            }
        });
    }

    private static Instant later(Instant now) {
        return now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }

    private double consumed(Seen seen) {
        TableInfo table = seen.table();
        String name = seen.target().scalable().index();
        if (table == null) {
            return 0;
        }
        Index index = name == null ? null : table.index(name);
        return name != null && index == null
                ? 0
                : consumption.total(
                        seen.tables(), table, index, seen.target().scalable().writes());
    }

    private record Decision(boolean out, int capacity, String cause) {}

    private static @Nullable Decision decide(Seen seen, Policy policy, Watch watch, long now) {
        Target target = seen.target();
        long capacity = seen.capacity();
        if (!seen.provisioned() || seen.isBusy(now)) {
            return null;
        }
        double[] minutes = watch.minutes();
        if (Monitor.high(minutes, capacity, policy.value())) {
            int wanted = target.within(Monitor.wanted(minutes, Monitor.HIGH_MINUTES, policy.value()));
            return wanted <= capacity || target.outSuspended() ? null : decision(policy, true, wanted);
        }
        boolean mayTake = !target.inSuspended()
                && !Boolean.TRUE.equals(policy.inDisabled())
                && now - watch.inMillis() >= policy.inMillis()
                && now - watch.outMillis() >= policy.outMillis();
        if (mayTake && Monitor.low(minutes, capacity, policy.value())) {
            int wanted = target.within(Monitor.wanted(minutes, Monitor.LOW_MINUTES, policy.value()));
            return wanted >= capacity ? null : decision(policy, false, wanted);
        }
        return null;
    }

    private static Decision decision(Policy policy, boolean out, int capacity) {
        return new Decision(
                out,
                capacity,
                "monitor alarm " + policy.alarm(out) + " in state ALARM triggered policy " + policy.name());
    }

    private void bound(JobRun run) {
        Scalable scalable = Scalable.ofJob(run.key());
        Seen seen = see(run.scope(), scalable);
        Instant now = run.due();
        if (seen != null && seen.provisioned() && seen.isBusy(now.toEpochMilli())) {
            settle(run, scalable, tx -> run.at(tx, now.plus(SOON), new byte[0]));
            return;
        }
        Activity activity = null;
        if (seen != null && seen.provisioned()) {
            int wanted = seen.target().within(seen.capacity());
            if (wanted != seen.capacity()) {
                String which = wanted > seen.capacity() ? "minimum" : "maximum";
                activity =
                        change.to(seen.target(), seen.table(), wanted, which + " capacity was set to " + wanted, now);
            }
        }
        Activity made = activity;
        settle(run, scalable, tx -> {
            run.done(tx);
            if (made != null) {
                keep(tx, run.scope(), made);
            }
        });
    }

    private void act(JobRun run) {
        Rows.Named key = Scheduled.ofJob(run.key());
        int scope = run.scope();
        Instant now = run.due();
        settle(run, key.scalable(), tx -> {
            Target target = tx.get(Rows.TARGETS, scope, key.scalable());
            Scheduled scheduled = tx.get(Rows.SCHEDULED, scope, key);
            Instant next = target == null || scheduled == null ? null : scheduled.next(now);
            if (next == null) {
                run.done(tx);
            } else {
                run.at(tx, next, new byte[0]);
            }
            if (target != null && scheduled != null && !target.scheduledSuspended()) {
                Target bounded = target.between(
                        scheduled.min() == null ? target.min() : scheduled.min(),
                        scheduled.max() == null ? target.max() : scheduled.max());
                Activity activity = CapacityChange.bounds(scheduled, bounded, now);
                keep(tx, scope, activity);
                if (activity.status().equals("Successful")) {
                    tx.update(Rows.TARGETS, scope, key.scalable(), bounded);
                    bound(jobs, tx, scope, key.scalable(), now);
                }
            }
        });
    }

    private void keep(Transaction tx, int scope, Activity activity) {
        tx.deleteRange(Rows.ACTIVITIES, scope, Rows.before(activity.startMillis() - CapacityChange.LISTED.toMillis()));
        tx.insert(Rows.ACTIVITIES, scope, Rows.Started.of(activity), activity);
        if (activity.endMillis() == null) {
            jobs.schedule(
                    tx,
                    CONFIRM,
                    scope,
                    activity.startMillis() + " " + activity.id(),
                    Instant.ofEpochMilli(activity.startMillis()).plus(SOON));
        }
    }

    private void confirm(JobRun run) {
        int space = run.key().indexOf(' ');
        Rows.Started key = new Rows.Started(
                Long.parseLong(run.key().substring(0, space)), run.key().substring(space + 1));
        Activity activity = store.read(view -> view.get(Rows.ACTIVITIES, run.scope(), key));
        Instant now = run.due();
        Seen seen = activity == null ? null : see(run.scope(), activity.scalable());
        if (activity != null && seen != null && seen.isBusy(now.toEpochMilli())) {
            settle(run, activity.scalable(), tx -> run.at(tx, now.plus(SOON), new byte[0]));
            return;
        }
        store.write(Locks.NONE, tx -> {
            run.done(tx);
            if (activity != null && tx.contains(Rows.ACTIVITIES, run.scope(), key)) {
                tx.update(Rows.ACTIVITIES, run.scope(), key, CapacityChange.fulfilled(activity, now.toEpochMilli()));
            }
            return true;
        });
    }

    /** Commits a slice, unless the target has been forgotten, or the work moved, meanwhile. */
    private void settle(JobRun run, Scalable scalable, Consumer<Transaction> work) {
        store.write(Locks.of(Rows.TARGETS, run.scope(), scalable), tx -> {
            work.accept(tx);
            return true;
        });
    }
}

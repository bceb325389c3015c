package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.metrics.AlarmActions;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.FailedResourceAccessException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes the capacity of what is registered, as deferred work.
 *
 * <ul>
 *   <li><b>alarmed</b>: when an alarm of a policy is on, each minute. It does what the policy asks for.
 *   <li><b>align</b>: after the capacity has changed. It fits the alarms to it.
 *   <li><b>bound</b>: once after the bounds of a target have changed. It brings the capacity between them.
 *   <li><b>act</b>: at each time of a scheduled action. It sets the bounds.
 *   <li><b>confirm</b>: while a table takes its time to change. It ends the activity.
 * </ul>
 *
 * <h2>Cooldowns</h2>
 *
 * Of a utilization the wanted capacity is known outright, so each scale-out is "larger" than the one before and is done at once,
 * whatever the cooldowns say: it also ends a scale-in cooldown. Of a metric of the client's own it is a multiple of the capacity, which
 * is that from before the cooldown as long as one goes on. Taking away waits for both: for the scale-in cooldown since the last
 * scale-in, and for the scale-out cooldown since the last scale-out, in which that is to take effect.
 */
public final class Scaler {
    private static final System.Logger LOG = System.getLogger(Scaler.class.getName());
    private static final String ALIGN = "autoscaling.align";
    private static final String BOUND = "autoscaling.bound";
    private static final String ACT = "autoscaling.act";
    private static final String CONFIRM = "autoscaling.confirm";

    /** How soon a table that is changing is looked at again. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final StateStore store;
    private final Jobs jobs;
    private final Catalog catalog;
    private final CapacityChange change;
    private final PolicyAlarms alarms;
    private final Load load;

    private Scaler(Environment environment, Catalog catalog) {
        this.store = environment.store();
        this.jobs = environment.jobs();
        this.catalog = catalog;
        this.change = new CapacityChange(environment);
        this.alarms = new PolicyAlarms(environment);
        this.load = new Load(environment);
    }

    /** Does the work from now on. */
    public static void start(Environment environment, Catalog catalog) {
        Scaler scaler = new Scaler(environment, catalog);
        Jobs jobs = environment.jobs();
        new AlarmActions(jobs).receive("autoscaling", scaler::alarmed);
        jobs.handle(ALIGN, scaler::align);
        jobs.handle(BOUND, scaler::bound);
        jobs.handle(ACT, scaler::act);
        jobs.handle(CONFIRM, scaler::confirm);
    }

    /** The alarms of a target's policies have to be made, or to be fitted to another capacity. */
    static void align(Jobs jobs, Transaction tx, int scope, Scalable scalable, Instant when) {
        jobs.schedule(tx, ALIGN, scope, scalable.job(), when);
    }

    /** That is done. */
    static void aligned(Jobs jobs, Transaction tx, int scope, Scalable scalable) {
        jobs.cancel(tx, ALIGN, scope, scalable.job());
    }

    /** The bounds of a target were set. */
    static void bound(Jobs jobs, Transaction tx, int scope, Scalable scalable, Instant now) {
        jobs.schedule(tx, BOUND, scope, scalable.job(), now);
    }

    /** A target is none any more. */
    static void forget(Jobs jobs, Transaction tx, int scope, Scalable scalable) {
        tx.delete(Rows.SCALED, scope, scalable);
        aligned(jobs, tx, scope, scalable);
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

    /** A target, its policies, and the table as it is now. */
    private record Seen(
            Target target,
            List<Policy> policies,
            Scaled scaled,
            @Nullable TableInfo table) {
        long capacity() {
            return table == null ? 0 : target.scalable().capacity(table);
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
            TableInfo table = catalog.find(view, store.scope(target.home().tables()), scalable.table());
            Scaled scaled = view.get(Rows.SCALED, scope, scalable);
            return new Seen(target, Policies.of(view, scope, scalable), scaled == null ? Scaled.NEVER : scaled, table);
        });
    }

    private void alarmed(JobRun run, AlarmActions.Change changed) {
        String[] arn = changed.action().split(":", 6);
        int scope = store.scope(new Scope(arn[1], "application-autoscaling", arn[4], arn[3]));
        Policy policy = store.read(view -> Policies.ofArn(view, scope, changed.action()));
        PolicyAlarm alarm = policy == null || !changed.state().equals("ALARM") ? null : which(policy, changed);
        if (policy == null || alarm == null) {
            // The policy is gone, or the alarm is somebody else's, which target tracking takes no orders from.
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        Scalable scalable = policy.scalable();
        Instant now = changed.at();
        Seen seen = alarm.ofCapacity() ? null : see(scope, scalable);
        Decision decision = seen == null ? null : decide(seen, policy, alarm, now);
        Activity activity = seen == null || decision == null
                ? null
                : change.to(seen.target(), seen.table(), decision.capacity(), decision.cause(), now);
        settle(scope, scalable, tx -> {
            run.done(tx);
            if (alarm.ofCapacity()) {
                align(jobs, tx, scope, scalable, now);
            }
            if (seen != null && decision != null && activity != null) {
                if (!activity.status().equals("Failed")) {
                    tx.upsert(Rows.SCALED, scope, scalable, decision.then());
                }
                changed(tx, scope, activity);
            }
        });
    }

    private static @Nullable PolicyAlarm which(Policy policy, AlarmActions.Change change) {
        for (PolicyAlarm alarm : policy.alarms()) {
            if (policy.name(alarm).equals(change.alarmName())) {
                return alarm;
            }
        }
        return null;
    }

    private record Decision(int capacity, String cause, Scaled then) {}

    private @Nullable Decision decide(Seen seen, Policy policy, PolicyAlarm alarm, Instant now) {
        Target target = seen.target();
        long capacity = seen.capacity();
        if (!seen.provisioned() || seen.isBusy(now.toEpochMilli())) {
            return null;
        }
        long base = base(seen, policy, now.toEpochMilli());
        Integer wanted = wanted(seen, policy, alarm, base, now);
        boolean out = alarm == PolicyAlarm.HIGH;
        if (wanted == null || (out ? wanted <= capacity || target.outSuspended() : wanted >= capacity)) {
            return null;
        }
        if (!out && !mayTake(seen, policy, now.toEpochMilli())) {
            return null;
        }
        if (!out) {
            // "It scales in only if all of the target tracking policies (with the scale-in portion enabled) are ready
            // to."
            for (Policy other : seen.policies()) {
                if (!other.name().equals(policy.name()) && !Boolean.TRUE.equals(other.inDisabled())) {
                    Integer more =
                            alarms.isOn(other, alarm, target.home()) ? wanted(seen, other, alarm, capacity, now) : null;
                    if (more == null || more >= capacity) {
                        return null;
                    }
                    wanted = Math.max(wanted, more);
                }
            }
        }
        return new Decision(
                wanted,
                "monitor alarm " + policy.name(alarm) + " in state ALARM triggered policy " + policy.name(),
                out
                        ? seen.scaled().out(base, now.toEpochMilli())
                        : seen.scaled().in(now.toEpochMilli()));
    }

    /** "The capacity that has been added … is calculated as part of the desired capacity for the next scale-out activity." */
    private static long base(Seen seen, Policy policy, long now) {
        boolean cooling = now - seen.scaled().outMillis() < policy.outMillis();
        return cooling ? Math.min(seen.scaled().outFrom(), seen.capacity()) : seen.capacity();
    }

    private @Nullable Integer wanted(Seen seen, Policy policy, PolicyAlarm alarm, long base, Instant now) {
        Target target = seen.target();
        int minutes = PolicyAlarms.periods(policy, alarm);
        double average = policy.tracked() instanceof TrackedMath math
                ? alarms.average(math, target.home(), now, minutes)
                : load.average(policy, target.home(), now, minutes);
        Long wanted = PolicyAlarms.wanted(policy, average, base);
        return wanted == null ? null : Integer.valueOf(target.within(wanted));
    }

    private static boolean mayTake(Seen seen, Policy policy, long now) {
        return !seen.target().inSuspended()
                && !Boolean.TRUE.equals(policy.inDisabled())
                && now - seen.scaled().inMillis() >= policy.inMillis()
                && now - seen.scaled().outMillis() >= policy.outMillis();
    }

    /** The capacity was changed, or is about to, or could not. */
    private void changed(Transaction tx, int scope, Activity activity) {
        keep(tx, scope, activity);
        if (activity.status().equals("Successful")) {
            align(jobs, tx, scope, activity.scalable(), Instant.ofEpochMilli(activity.startMillis()));
        }
    }

    private void align(JobRun run) {
        Scalable scalable = Scalable.ofJob(run.key());
        Seen seen = see(run.scope(), scalable);
        if (seen != null) {
            try {
                for (Policy policy : seen.policies()) {
                    alarms.put(policy, seen.target().home(), seen.capacity());
                }
            } catch (FailedResourceAccessException e) {
                // Policies made where there was CloudWatch: without it they rest.
                LOG.log(System.Logger.Level.DEBUG, "no alarms for " + scalable.resource(), e);
            }
        }
        settle(run.scope(), scalable, run::done);
    }

    private void bound(JobRun run) {
        Scalable scalable = Scalable.ofJob(run.key());
        Seen seen = see(run.scope(), scalable);
        Instant now = run.due();
        if (seen != null && seen.provisioned() && seen.isBusy(now.toEpochMilli())) {
            settle(run.scope(), scalable, tx -> run.at(tx, now.plus(SOON), new byte[0]));
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
        settle(run.scope(), scalable, tx -> {
            run.done(tx);
            if (made != null) {
                changed(tx, run.scope(), made);
            }
        });
    }

    private void act(JobRun run) {
        Rows.Named key = Scheduled.ofJob(run.key());
        int scope = run.scope();
        Instant now = run.due();
        settle(scope, key.scalable(), tx -> {
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
            settle(run.scope(), activity.scalable(), tx -> run.at(tx, now.plus(SOON), new byte[0]));
            return;
        }
        store.write(Locks.NONE, tx -> {
            run.done(tx);
            if (activity != null && tx.contains(Rows.ACTIVITIES, run.scope(), key)) {
                tx.update(Rows.ACTIVITIES, run.scope(), key, CapacityChange.fulfilled(activity, now.toEpochMilli()));
                align(jobs, tx, run.scope(), activity.scalable(), now);
            }
            return true;
        });
    }

    /** Commits a slice, unless the target has been forgotten, or the work moved, meanwhile. */
    private void settle(int scope, Scalable scalable, Consumer<Transaction> work) {
        store.write(Locks.of(Rows.TARGETS, scope, scalable), tx -> {
            work.accept(tx);
            return true;
        });
    }
}

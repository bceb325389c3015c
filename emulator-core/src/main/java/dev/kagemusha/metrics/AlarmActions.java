package dev.kagemusha.metrics;

import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;

import java.time.Instant;

/**
 * How an alarm reaches the service that one of its actions names, although neither knows the other: as deferred work of a kind that
 * both can spell. The action is a job committed with the change of the alarm's state, due at once, and carried out by the
 * service whose name stands in the action's ARN. So it happens once the change is certain, survives a kill, and on an advancing clock
 * happens at the time of the change.
 *
 * <pre>
 * new AlarmActions(environment.jobs()).receive("autoscaling", (run, change) -> … run.done(tx) …);
 * </pre>
 */
public final class AlarmActions {
    private static final String KIND = "alarm-action.";

    private final Jobs jobs;

    public AlarmActions(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Carries out actions. Settles the job as any handler does; the same change may come twice. */
    @FunctionalInterface
    public interface Receiver {
        void act(JobRun run, Change change);
    }

    /**
     * A change of an alarm's state, and the action to be carried out because of it.
     *
     * @param action the ARN that the alarm names
     * @param state {@code OK}, {@code ALARM} or {@code INSUFFICIENT_DATA}
     * @param before the state until now
     * @param reasonData JSON with the data that led to it, or empty
     * @param at when the state changed, or was confirmed for an action that is repeated
     */
    public record Change(
            String action,
            String alarmName,
            String alarmArn,
            String state,
            String before,
            String reason,
            String reasonData,
            Instant at) {
        byte[] encode() {
            return new KeyWriter()
                    .text(action)
                    .text(alarmName)
                    .text(alarmArn)
                    .text(state)
                    .text(before)
                    .text(reason)
                    .text(reasonData)
                    .u64(at.toEpochMilli())
                    .toBytes();
        }

        static Change decode(byte[] bytes) {
            KeyReader in = new KeyReader(bytes);
            return new Change(
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    Instant.ofEpochMilli(in.u64()));
        }
    }

    /**
     * Has actions carried out whose ARN is of this service; called when a service is defined.
     *
     * @param service as ARNs spell it, for example {@code autoscaling}
     */
    public void receive(String service, Receiver receiver) {
        jobs.handle(KIND + service, run -> receiver.act(run, Change.decode(run.cursor())));
    }

    /** Whether there is anybody who carries out an action of this ARN. */
    public boolean reaches(String action) {
        return jobs.handles(KIND + serviceOf(action));
    }

    /**
     * Has an action carried out once this transaction is committed.
     *
     * @param scope the alarm's: if it is reset before, the action is dropped
     */
    public void send(Transaction tx, int scope, Change change) {
        String once = change.alarmArn() + ' ' + change.at().toEpochMilli() + ' ' + change.action();
        jobs.schedule(tx, KIND + serviceOf(change.action()), scope, once, change.at(), change.encode());
    }

    private static String serviceOf(String arn) {
        String[] fields = arn.split(":", 4);
        return fields.length == 4 && fields[0].equals("arn") ? fields[2] : "";
    }
}

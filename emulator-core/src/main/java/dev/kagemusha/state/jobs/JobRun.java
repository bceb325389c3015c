package dev.kagemusha.state.jobs;

import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobTables.Entry;
import dev.kagemusha.state.jobs.JobTables.Subject;

import java.time.Instant;

/**
 * One slice of a job. Settle it in the transaction that commits the slice; should the job have been cancelled or moved since
 * it was picked, settling throws {@link Overtaken} and the transaction with it, which is no error.
 */
public final class JobRun {
    /** The job is not what it was when it was picked; the slice is dropped. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("the job was cancelled or moved meanwhile", null, false, false);
        }
    }

    private final Jobs jobs;
    private final Entry entry;
    private final byte[] cursor;
    private boolean settled;

    JobRun(Jobs jobs, Entry entry, byte[] cursor) {
        this.jobs = jobs;
        this.entry = entry;
        this.cursor = cursor;
    }

    public String kind() {
        return entry.subject().kind();
    }

    /** The scope that the job belongs to; it is live. */
    public int scope() {
        return entry.subject().scope();
    }

    public String key() {
        return entry.subject().key();
    }

    /** When it was to happen. The clock has reached it; in an {@code advance} it shows hardly more. */
    public Instant due() {
        return Instant.ofEpochMilli(entry.due());
    }

    /** Where the slice before has ended, empty for the first one. */
    public byte[] cursor() {
        return cursor.clone();
    }

    /** The work is complete. */
    public void done(Transaction tx) {
        take(tx);
        tx.delete(JobTables.DUE, JobTables.OWN, entry.subject());
        settledBy(tx);
    }

    /** There is more to do at once, from this cursor on. */
    public void again(Transaction tx, byte[] next) {
        take(tx);
        tx.upsert(JobTables.QUEUE, JobTables.OWN, entry, next);
        settledBy(tx);
    }

    /**
     * Nothing is to be done before that time: the next one that is of interest, for what recurs.
     *
     * @throws IllegalArgumentException for a time that is not after {@link #due}
     */
    public void at(Transaction tx, Instant due, byte[] next) {
        if (due.toEpochMilli() <= entry.due()) {
            throw new IllegalArgumentException("the next time must be later");
        }
        take(tx);
        tx.delete(JobTables.DUE, JobTables.OWN, entry.subject());
        jobs.enqueue(tx, new Entry(due.toEpochMilli(), entry.subject()), next);
        settledBy(tx);
    }

    private void take(Transaction tx) {
        Subject subject = entry.subject();
        Long due = tx.get(JobTables.DUE, JobTables.OWN, subject);
        if (due == null || due != entry.due()) {
            throw new Overtaken();
        }
        tx.delete(JobTables.QUEUE, JobTables.OWN, entry);
    }

    private void settledBy(Transaction tx) {
        tx.afterCommit(() -> settled = true);
    }

    boolean settled() {
        return settled;
    }

    Entry entry() {
        return entry;
    }
}

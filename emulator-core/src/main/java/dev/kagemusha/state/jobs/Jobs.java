package dev.kagemusha.state.jobs;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobTables.Entry;
import dev.kagemusha.state.jobs.JobTables.Subject;
import dev.kagemusha.time.Jump;
import dev.kagemusha.time.SystemClock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deferred work, and the one who may move the clock.
 *
 * <p>A job is two rows: one in order of time, one by its subject (kind, scope, key), of which there is at most one. They are committed with
 * the cause of the work, and whoever guards the subject guards its job: cause, cancellation and handler lock the same row. Who
 * does not, and schedules at once with others, may leave a row in order of time that the row by subject does not name. Such a row
 * is taken up when its time comes: there may be one run too many then, and none too few.
 *
 * <h2>Real running</h2>
 *
 * One thread waits for the first due time; scheduling something earlier wakes it. What is due together takes turns, a slice
 * each, so that long work does not hold up the rest.
 *
 * <h2>Advancing</h2>
 *
 * {@link #advanceTo} is a discrete-event run: the clock steps to each due time on the way and the job runs to its end there, before
 * the next one, including jobs made on the way. Each step is kept before its job runs, so a kill does not take time back.
 *
 * <p>It is long because the thread that waits and the advance run the same jobs, and who does when is decided here alone.
 */
public final class Jobs implements AutoCloseable {
    private static final int TURN = 64;
    private static final long RETRY_MILLIS = 60_000;
    private static final int TRIES_ON_THE_WAY = 5;
    private static final System.Logger LOG = System.getLogger(Jobs.class.getName());

    private final StateStore store;
    private final SystemClock clock;
    private final Map<String, JobHandler> handlers = new ConcurrentHashMap<>();
    // Held while a slice runs: there is one runner at a time.
    private final ReentrantLock running = new ReentrantLock();
    private final ReentrantLock waking = new ReentrantLock();
    private final Condition woken = waking.newCondition();
    // Where an advance is going, and how often each piece of work has failed on the way: what keeps failing is tried
    // again
    // behind the goal, or the advance would not end.
    private long goal = Long.MIN_VALUE;
    private final Map<Subject, Integer> failures = new HashMap<>();
    private long nextDue = Long.MIN_VALUE;
    private final Queue<Runnable> prompts = new ConcurrentLinkedQueue<>();
    private boolean closed;
    private @Nullable Thread thread;

    /** Sets the clock to the time that the store has kept. */
    public Jobs(StateStore store, SystemClock clock) {
        this.store = store;
        this.clock = clock;
        loadClock();
        store.onReset(() -> {
            loadClock();
            wake(Long.MIN_VALUE);
        });
    }

    /** Registers who does this kind of work; all are registered before {@link #start}. */
    public void handle(String kind, JobHandler handler) {
        if (handlers.putIfAbsent(kind, handler) != null) {
            throw new IllegalStateException("there is a handler for " + kind + " already");
        }
    }

    /** Starts running what is due, beginning with what came due while no process ran. */
    public void start() {
        thread = Thread.ofPlatform().name("jobs").daemon().start(this::runForever);
    }

    /**
     * Has a job run at that time, or as soon as possible if it is past; one for the same subject is replaced.
     *
     * @param scope the job is dropped when this scope is reset
     */
    public void schedule(Transaction tx, String kind, int scope, String key, Instant due) {
        schedule(tx, kind, scope, key, due, new byte[0]);
    }

    /**
     * The same with a cursor for the first slice: what the handler could not find out otherwise.
     */
    public void schedule(Transaction tx, String kind, int scope, String key, Instant due, byte[] cursor) {
        cancel(tx, kind, scope, key);
        tx.claim(scope);
        enqueue(tx, new Entry(Math.max(0, due.toEpochMilli()), new Subject(kind, scope, key)), cursor);
    }

    /** Whether somebody does this kind of work. */
    public boolean handles(String kind) {
        return handlers.containsKey(kind);
    }

    public void cancel(Transaction tx, String kind, int scope, String key) {
        Subject subject = new Subject(kind, scope, key);
        Long due = tx.get(JobTables.DUE, JobTables.OWN, subject);
        if (due != null) {
            tx.delete(JobTables.QUEUE, JobTables.OWN, new Entry(due, subject));
            tx.delete(JobTables.DUE, JobTables.OWN, subject);
        }
    }

    /** When the job for a subject is due, or null when there is none. */
    public @Nullable Instant due(ReadView view, String kind, int scope, String key) {
        Long due = view.get(JobTables.DUE, JobTables.OWN, new Subject(kind, scope, key));
        return due == null ? null : Instant.ofEpochMilli(due);
    }

    /**
     * Has something small run between two slices, before the clock goes on: for who is not in a place to commit a job, and has
     * one to schedule. May be called anywhere, also inside a transaction; not kept over a restart.
     */
    public void soon(Runnable prompt) {
        prompts.add(prompt);
        wake(Long.MIN_VALUE);
    }

    private void runPrompts() {
        Runnable prompt = prompts.poll();
        while (prompt != null) {
            prompt.run();
            prompt = prompts.poll();
        }
    }

    void enqueue(Transaction tx, Entry entry, byte[] cursor) {
        tx.upsert(JobTables.DUE, JobTables.OWN, entry.subject(), entry.due());
        tx.upsert(JobTables.QUEUE, JobTables.OWN, entry, cursor);
        tx.afterCommit(() -> wake(entry.due()));
    }

    /** Moves the clock forward; all work due on the way has been done when it returns. */
    public void advance(Duration by) {
        running.lock();
        try {
            advanceTo(clock.instant().plus(by));
        } finally {
            running.unlock();
        }
    }

    /**
     * Moves the clock to that time; all work due on the way has been done when it returns.
     *
     * @throws IllegalArgumentException for a time that is past
     */
    public void advanceTo(Instant target) {
        running.lock();
        try {
            if (target.toEpochMilli() < clock.millis()) {
                throw new IllegalArgumentException("time does not go back");
            }
            goal = target.toEpochMilli();
            while (true) {
                runPrompts();
                List<JobRun> first = due(goal, 1);
                if (first.isEmpty()) {
                    break;
                }
                JobRun run = first.getFirst();
                step(run.entry().due());
                runSlice(run);
            }
            step(goal);
        } finally {
            goal = Long.MIN_VALUE;
            failures.clear();
            running.unlock();
            wake(Long.MIN_VALUE);
        }
    }

    /** Does what is due by now. */
    public void runDue() {
        running.lock();
        try {
            int ran = runTurn();
            while (ran > 0) {
                ran = runTurn();
            }
        } finally {
            running.unlock();
        }
    }

    /** Takes the clock back to real time: for a reset of everything. */
    public void resetClock() {
        running.lock();
        try {
            store.write(Locks.NONE, tx -> {
                tx.deleteRange(JobTables.JUMPS, JobTables.OWN, KeyRange.all());
                clock.replace(List.of());
                return true;
            });
        } finally {
            running.unlock();
            wake(Long.MIN_VALUE);
        }
    }

    private void step(long goal) {
        if (goal <= clock.millis()) {
            return;
        }
        // Inside the transaction, so that no restore comes between the clock and what is kept of it.
        store.write(Locks.NONE, tx -> {
            List<Jump> before = clock.jumps();
            clock.advance(Duration.ofMillis(Math.max(0, goal - clock.millis())));
            List<Jump> jumps = clock.jumps();
            for (Jump jump : before) {
                if (jumps.isEmpty() || jump.real() < jumps.getFirst().real()) {
                    tx.delete(JobTables.JUMPS, JobTables.OWN, jump.real());
                }
            }
            if (!jumps.isEmpty()) {
                tx.upsert(
                        JobTables.JUMPS,
                        JobTables.OWN,
                        jumps.getLast().real(),
                        jumps.getLast().offset());
            }
            return true;
        });
    }

    private void loadClock() {
        clock.replace(store.read(view -> {
            List<Jump> jumps = new ArrayList<>();
            try (Cursor<Long, Long> rows = view.range(JobTables.JUMPS, JobTables.OWN, KeyRange.all())) {
                while (rows.next()) {
                    jumps.add(new Jump(rows.key(), rows.value()));
                }
            }
            return jumps;
        }));
    }

    /** The first jobs due by then that have a handler, in order of time. */
    private List<JobRun> due(long until, int most) {
        KeyRange range = KeyRange.between(null, new KeyWriter().u64(until + 1).toBytes());
        return store.read(view -> {
            List<JobRun> found = new ArrayList<>(Math.min(most, TURN));
            try (Cursor<Entry, byte[]> rows = view.range(JobTables.QUEUE, JobTables.OWN, range)) {
                while (found.size() < most && rows.next()) {
                    Entry entry = rows.key();
                    if (handlers.containsKey(entry.subject().kind())
                            || !store.live(entry.subject().scope())) {
                        found.add(new JobRun(this, entry, rows.value()));
                    }
                }
            }
            return found;
        });
    }

    private int runTurn() {
        runPrompts();
        List<JobRun> turn = due(clock.millis(), TURN);
        for (JobRun run : turn) {
            runSlice(run);
        }
        return turn.size();
    }

    private void runSlice(JobRun run) {
        JobHandler handler = handlers.get(run.kind());
        try {
            if (handler == null || !store.live(run.scope())) {
                // Its scope was reset.
                Entry entry = run.entry();
                store.write(Locks.NONE, tx -> {
                    tx.delete(JobTables.QUEUE, JobTables.OWN, entry);
                    tx.delete(JobTables.DUE, JobTables.OWN, entry.subject());
                    return true;
                });
                return;
            }
            handler.run(run);
            if (!run.settled()) {
                LOG.log(System.Logger.Level.ERROR, "job " + run.kind() + " ended a slice without settling it");
                retryLater(run);
            }
        } catch (JobRun.Overtaken e) {
            takeUp(run);
        } catch (RuntimeException e) {
            if (stopped()) {
                return;
            }
            LOG.log(System.Logger.Level.ERROR, "job " + run.kind() + " failed and is tried again later", e);
            retryLater(run);
        }
    }

    /** Has the subject name a row that is still there: it was scheduled at once with another. */
    private void takeUp(JobRun run) {
        Entry entry = run.entry();
        store.write(Locks.NONE, tx -> {
            Long named = tx.get(JobTables.DUE, JobTables.OWN, entry.subject());
            if ((named == null || named != entry.due()) && tx.get(JobTables.QUEUE, JobTables.OWN, entry) != null) {
                if (named != null) {
                    tx.delete(JobTables.QUEUE, JobTables.OWN, new Entry(named, entry.subject()));
                }
                tx.upsert(JobTables.DUE, JobTables.OWN, entry.subject(), entry.due());
            }
            return true;
        });
    }

    private void retryLater(JobRun run) {
        boolean keepsFailing =
                goal > Long.MIN_VALUE && failures.merge(run.entry().subject(), 1, Integer::sum) >= TRIES_ON_THE_WAY;
        long from = Math.max(clock.millis(), run.entry().due());
        long later = (keepsFailing ? Math.max(goal, from) : from) + RETRY_MILLIS;
        try {
            store.write(Locks.NONE, tx -> {
                run.at(tx, Instant.ofEpochMilli(later), run.cursor());
                return true;
            });
        } catch (JobRun.Overtaken e) {
            return;
        }
    }

    private void runForever() {
        while (await()) {
            running.lock();
            try {
                int ran = stopped() ? 0 : runTurn();
                if (ran == 0) {
                    lookAhead();
                } else {
                    wake(Long.MIN_VALUE);
                }
            } catch (RuntimeException e) {
                if (!stopped()) {
                    LOG.log(System.Logger.Level.ERROR, "deferred work rests for a minute", e);
                    rest(clock.millis() + RETRY_MILLIS);
                }
            } finally {
                running.unlock();
            }
        }
    }

    /** Waits until something may be due; false when it is over. */
    private boolean await() {
        waking.lock();
        try {
            while (!closed) {
                long left = nextDue == Long.MIN_VALUE ? 0 : nextDue - clock.millis();
                if (left <= 0) {
                    // What is scheduled from here on wakes again.
                    nextDue = Long.MAX_VALUE;
                    return true;
                }
                if (nextDue == Long.MAX_VALUE) {
                    woken.await();
                } else {
                    boolean ignored = woken.await(left, TimeUnit.MILLISECONDS);
                }
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            waking.unlock();
        }
    }

    private void lookAhead() {
        List<JobRun> next = due(Long.MAX_VALUE - 1, 1);
        if (!next.isEmpty()) {
            wake(next.getFirst().entry().due());
        }
    }

    private void wake(long due) {
        waking.lock();
        try {
            if (due < nextDue) {
                nextDue = due;
                woken.signalAll();
            }
        } finally {
            waking.unlock();
        }
    }

    private void rest(long until) {
        waking.lock();
        try {
            nextDue = until;
        } finally {
            waking.unlock();
        }
    }

    private boolean stopped() {
        waking.lock();
        try {
            return closed;
        } finally {
            waking.unlock();
        }
    }

    /** Stops after the slice that runs now. */
    @Override
    public void close() {
        waking.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            waking.unlock();
        }
        Thread runner = thread;
        if (runner != null && runner != Thread.currentThread()) {
            try {
                boolean ignored = runner.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

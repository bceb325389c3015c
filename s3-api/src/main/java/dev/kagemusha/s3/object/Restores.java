package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.RestoreStatus;

import java.time.Instant;

/**
 * The copies of archived versions, and the work that makes them and takes them away: a job for each, due when its copy is made and then
 * when it goes. A copy is said of one version, so it stays with it when another becomes current; what is left of one whose version
 * was deleted goes when its job is due.
 */
public final class Restores {
    /** bucket id, key, order of the version → its copy */
    static final Table<VersionKey, Restore> ROWS =
            new Table<>(230, "s3.restores", new VersionKey.Codec(), Rows.value(Restore::encode, Restore::decode));

    private static final String KIND = "s3.restore";
    private static final Ids IDS = Ids.secure();
    private static final int PARTS = 3;

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Homes homes;
    private final Journal journal;

    private Restores(Environment environment, Homes homes, Journal journal) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.homes = homes;
        this.journal = journal;
    }

    /** Registers the job. */
    public static Restores register(Environment environment, Homes homes, Journal journal) {
        Restores restores = new Restores(environment, homes, journal);
        restores.jobs.handle(KIND, restores::run);
        return restores;
    }

    /** The copy of a version, or null when there is none and none is being made. */
    static @Nullable Restore find(ReadView view, Home home, String key, Entry entry) {
        if (!StorageClasses.archived(entry.storageClass())) {
            return null;
        }
        Restore found = view.get(ROWS, home.scope(), at(home, key, entry));
        return found == null || !found.of(entry) ? null : found;
    }

    /** What listings tell of a version; null when there is nothing to tell. */
    public static @Nullable RestoreStatus status(ReadView view, Home home, String key, Entry entry, long now) {
        Restore found = find(view, home, key, entry);
        return found == null ? null : found.status(now);
    }

    /**
     * Refuses to read what is archived and has no copy.
     *
     * @param text what the refusal says
     */
    static void check(@Nullable Restore found, Entry entry, long now, String text) {
        if (StorageClasses.archived(entry.storageClass()) && (found == null || !found.readable(now))) {
            throw S3Errors.invalidObjectState(text, StorageClasses.name(entry.storageClass()));
        }
    }

    /** Puts a copy that is being made or is there, and has it taken up when it is time; under the object's lock. */
    void put(Transaction tx, Home home, String key, Entry entry, Restore restore) {
        VersionKey at = at(home, key, entry);
        tx.upsert(ROWS, home.scope(), at, restore);
        jobs.schedule(tx, KIND, home.scope(), subject(at), Instant.ofEpochMilli(restore.until()));
    }

    private static VersionKey at(Home home, String key, Entry entry) {
        return VersionKey.of(home, key, entry.version().order());
    }

    private static String subject(VersionKey at) {
        return at.bucket() + " " + at.order() + " " + at.key();
    }

    /** What events tell of a restore beside the object: when the copy goes, and where the object is. */
    static String detail(@Nullable Restore restore, Entry entry) {
        return (restore == null ? "" : Instant.ofEpochMilli(restore.until()).toString()) + "\n"
                + StorageClasses.name(entry.storageClass());
    }

    private void run(JobRun run) {
        String[] parts = run.key().split(" ", PARTS);
        VersionKey at = new VersionKey(Long.parseLong(parts[0]), parts[2], Long.parseLong(parts[1]));
        Home home = homes.find(run.scope(), at.bucket());
        if (home == null) {
            store.write(Locks.NONE, tx -> {
                tx.delete(ROWS, run.scope(), at);
                run.done(tx);
                return true;
            });
            return;
        }
        Journal.Pen pen = journal.pen(homes.site(home));
        store.write(Shelf.locks(home, at.key()), tx -> {
            Restore restore = tx.get(ROWS, home.scope(), at);
            Entry entry = entry(tx, home, at);
            if (restore == null || entry == null || !restore.of(entry) || restore.ready()) {
                tx.delete(ROWS, home.scope(), at);
                if (restore != null && entry != null && restore.of(entry)) {
                    tell(tx, pen, Happening.RESTORE_EXPIRED, home, at.key(), entry, restore);
                }
                run.done(tx);
                return true;
            }
            Restore made = restore.made(Math.max(clock.millis(), run.due().toEpochMilli()));
            tx.upsert(ROWS, home.scope(), at, made);
            tell(tx, pen, Happening.RESTORE_COMPLETED, home, at.key(), entry, made);
            run.at(tx, Instant.ofEpochMilli(made.until()), new byte[0]);
            return true;
        });
    }

    private static @Nullable Entry entry(ReadView view, Home home, VersionKey at) {
        Entry current = Shelf.entry(view, home, at.key());
        if (current != null && current.version().order() == at.order()) {
            return current;
        }
        Noncurrent aside = view.get(ObjectTables.VERSIONS, home.scope(), at);
        return aside == null ? null : aside.entry();
    }

    private static void tell(
            Transaction tx, Journal.Pen pen, Happening what, Home home, String key, Entry entry, Restore restore) {
        if (pen.writes()) {
            pen.write(
                    tx,
                    new ObjectEvent(
                            what,
                            key,
                            Telling.versionId(home, key, entry),
                            entry.size(),
                            Telling.bare(entry),
                            detail(restore, entry),
                            Origin.service(IDS.upperAlphanumeric(16))));
        }
    }
}

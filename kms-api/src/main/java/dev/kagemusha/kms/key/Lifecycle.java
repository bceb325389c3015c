package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys switched on and off, and their end: a waiting time on the emulated clock, then nothing of them is left. */
public final class Lifecycle {
    private static final String KIND = "kms.delete";

    private final Keyring keyring;
    private final Jobs jobs;

    public Lifecycle(Keyring keyring, Jobs jobs) {
        this.keyring = keyring;
        this.jobs = jobs;
        jobs.handle(KIND, this::run);
    }

    public void enable(Key key, Instant now) {
        keyring.change(key, (tx, found) -> {
            found.requireSwitchable();
            Keyring.update(tx, found, Keyring.in(KeyState.ENABLED, found).build());
            keyring.rotations().catchUp(tx, found, now);
            return true;
        });
    }

    public void disable(Key key) {
        keyring.change(key, (tx, found) -> {
            found.requireSwitchable();
            Keyring.update(tx, found, Keyring.in(KeyState.DISABLED, found).build());
            return true;
        });
    }

    public void describe(Key key, String description) {
        keyring.change(key, (tx, found) -> {
            found.requireKept();
            Keyring.update(
                    tx,
                    found,
                    found.metadata().toBuilder().description(description).build());
            return true;
        });
    }

    // ---- the end

    /** A primary waits until its replicas are gone; its own time begins then. */
    public KeyMetadata scheduleDeletion(Key key, int days, Instant now) {
        return keyring.change(key, (tx, found) -> {
            found.requireKept();
            boolean waits = found.primary() && found.regions().size() > 1;
            KeyMetadata.Builder changed = Keyring.in(
                            waits ? KeyState.PENDING_REPLICA_DELETION : KeyState.PENDING_DELETION, found)
                    .pendingDeletionWindowInDays(waits ? days : null);
            KeyMetadata metadata = waits ? changed.build() : pend(tx, found, changed, days, now);
            Keyring.update(tx, found, metadata);
            keyring.rotations().cancel(tx, found);
            return metadata;
        });
    }

    private KeyMetadata pend(Transaction tx, Key key, KeyMetadata.Builder changed, int days, Instant now) {
        Instant end = now.plus(Duration.ofDays(days));
        jobs.schedule(tx, KIND, key.scope(), key.id(), end);
        return changed.deletionDate(end).build();
    }

    public void cancelDeletion(Key key) {
        keyring.change(key, (tx, found) -> {
            if (!found.pendingDeletion()) {
                throw KmsErrors.invalidState(found.arn() + " is not pending deletion.");
            }
            boolean lacksMaterial = found.external() && keyring.materials().lacksMaterial(tx, found);
            Keyring.update(
                    tx,
                    found,
                    Keyring.in(lacksMaterial ? KeyState.PENDING_IMPORT : KeyState.DISABLED, found)
                            .deletionDate(null)
                            .pendingDeletionWindowInDays(null)
                            .build());
            jobs.cancel(tx, KIND, found.scope(), found.id());
            return true;
        });
    }

    private void run(JobRun run) {
        Key found = keyring.get(run.scope(), run.key());
        if (found == null) {
            keyring.store().write(Locks.of(KmsTables.KEYS, run.scope(), run.key()), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        keyring.changeEverywhere(found, (tx, family) -> {
            run.done(tx);
            Key key = family.getFirst();
            keyring.drop(tx, key);
            keyring.rotations().cancel(tx, key);
            for (Key relative : family.subList(1, family.size())) {
                forget(tx, relative, key, run.due());
            }
            return true;
        });
    }

    /** Takes a deleted replica out of the others' descriptions, and lets a primary go that waited for it. */
    private void forget(Transaction tx, Key relative, Key replica, Instant now) {
        MultiRegionConfiguration before = relative.metadata().multiRegionConfiguration();
        MultiRegionConfiguration after = before.toBuilder()
                .replicaKeys(before.replicaKeys().stream()
                        .filter(other -> !other.arn().equals(replica.arn()))
                        .toList())
                .build();
        KeyMetadata.Builder changed = relative.metadata().toBuilder().multiRegionConfiguration(after);
        boolean last = relative.state() == KeyState.PENDING_REPLICA_DELETION
                && after.replicaKeys().isEmpty();
        KeyMetadata metadata = last
                ? pend(
                        tx,
                        relative,
                        changed.keyState(KeyState.PENDING_DELETION).pendingDeletionWindowInDays(null),
                        relative.metadata().pendingDeletionWindowInDays(),
                        now)
                : changed.build();
        Keyring.update(tx, relative, metadata);
    }

    /** Whether a key with these relatives may be made a replica of, or become the primary. */
    static boolean settled(List<Key> family) {
        return family.stream().noneMatch(Key::pendingDeletion);
    }
}

package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.Entropy;
import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.kms.key.KmsTables.Numbered;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * New material for keys: by themselves every so many days on the emulated clock, and on demand. A multi-Region key is rotated in all
 * its regions at once. Former materials stay: what they encrypted is decrypted by them.
 */
public final class Rotations {
    /** Days between rotations where nothing else is said, and of AWS managed keys always. */
    public static final int YEAR = 365;

    private static final String KIND = "kms.rotate";
    private static final int ON_DEMAND_LIMIT = 25;

    private final Keyring keyring;
    private final Jobs jobs;

    Rotations(Keyring keyring, Jobs jobs) {
        this.keyring = keyring;
        this.jobs = jobs;
        jobs.handle(KIND, this::run);
    }

    // ---- by itself

    /** Has a key rotated every so many days from now on: "one year from the enable date", EnableKeyRotation, KMS API reference. */
    public void enable(Key key, int days, Instant enabled) {
        keyring.changeEverywhere(key, (tx, family) -> {
            family.getFirst().requireUsable();
            for (Key member : family) {
                GetKeyRotationStatusResponse now = tx.get(KmsTables.SCHEDULES, member.scope(), member.id());
                if (now == null || now.rotationPeriodInDays() != days) {
                    begin(tx, member, days, enabled);
                }
            }
            return true;
        });
    }

    void begin(Transaction tx, Key key, int days, Instant now) {
        Instant next = now.plus(Duration.ofDays(days));
        tx.upsert(
                KmsTables.SCHEDULES,
                key.scope(),
                key.id(),
                GetKeyRotationStatusResponse.builder()
                        .keyRotationEnabled(true)
                        .rotationPeriodInDays(days)
                        .nextRotationDate(next)
                        .build());
        if (!key.multiRegion() || key.primary()) {
            jobs.schedule(tx, KIND, key.scope(), key.id(), next);
        }
    }

    public void disable(Key key) {
        keyring.changeEverywhere(key, (tx, family) -> {
            family.getFirst().requireUsable();
            for (Key member : family) {
                tx.delete(KmsTables.SCHEDULES, member.scope(), member.id());
                jobs.cancel(tx, KIND, member.scope(), member.id());
            }
            return true;
        });
    }

    /** How a key is rotated by itself; null when it is not. */
    public @Nullable GetKeyRotationStatusResponse schedule(Key key) {
        return keyring.store().read(view -> view.get(KmsTables.SCHEDULES, key.scope(), key.id()));
    }

    /** A key that was due while it was disabled is rotated when it is enabled again. */
    void catchUp(Transaction tx, Key key, Instant now) {
        GetKeyRotationStatusResponse schedule = tx.get(KmsTables.SCHEDULES, key.scope(), key.id());
        if (schedule != null
                && jobs.due(tx, KIND, key.scope(), key.id()) == null
                && (!key.multiRegion() || key.primary())) {
            Instant due = schedule.nextRotationDate();
            jobs.schedule(tx, KIND, key.scope(), key.id(), due.isAfter(now) ? due : now);
        }
    }

    /** The job is the primary's. */
    void moved(Transaction tx, Key from, Key to) {
        jobs.cancel(tx, KIND, from.scope(), from.id());
        GetKeyRotationStatusResponse schedule = tx.get(KmsTables.SCHEDULES, to.scope(), to.id());
        if (schedule != null) {
            jobs.schedule(tx, KIND, to.scope(), to.id(), schedule.nextRotationDate());
        }
    }

    void cancel(Transaction tx, Key key) {
        jobs.cancel(tx, KIND, key.scope(), key.id());
    }

    private void run(JobRun run) {
        Key found = keyring.get(run.scope(), run.key());
        if (found == null) {
            keyring.store().write(dev.kagemusha.state.Locks.of(KmsTables.KEYS, run.scope(), run.key()), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        keyring.changeEverywhere(found, (tx, family) -> {
            Key key = family.getFirst();
            GetKeyRotationStatusResponse schedule = tx.get(KmsTables.SCHEDULES, key.scope(), key.id());
            if (schedule == null || key.state() != KeyState.ENABLED) {
                run.done(tx); // enabling it catches up
                return true;
            }
            Instant next = run.due().plus(Duration.ofDays(schedule.rotationPeriodInDays()));
            rotate(tx, family, RotationType.AUTOMATIC, run.due());
            for (Key member : family) {
                tx.upsert(
                        KmsTables.SCHEDULES,
                        member.scope(),
                        member.id(),
                        schedule.toBuilder().nextRotationDate(next).build());
            }
            run.at(tx, next, new byte[0]);
            return true;
        });
    }

    // ---- on demand

    /** Rotates now; imported material must have been brought before. */
    public void rotate(Key found, Instant now) {
        keyring.changeEverywhere(found, (tx, family) -> {
            Key key = family.getFirst();
            key.requireUsable();
            List<RotationsListEntry> all = keyring.materials().rotations(tx, key);
            long onDemand = all.stream()
                    .filter(entry -> entry.rotationType() == RotationType.ON_DEMAND)
                    .count();
            if (onDemand >= ON_DEMAND_LIMIT) {
                throw KmsErrors.limitExceeded(
                        "The on-demand rotations limit has been reached for the given keyId. No more on-demand"
                                + " rotations can be performed for this key: " + key.arn());
            }
            if (key.external()) {
                RotationsListEntry waiting = all.stream()
                        .filter(entry -> entry.keyMaterialState() == KeyMaterialState.PENDING_ROTATION)
                        .findFirst()
                        .orElseThrow(() -> KmsErrors.invalidState(
                                "No available key material pending rotation for the key: " + key.arn() + "."));
                family.forEach(member -> makeCurrent(tx, member, waiting.keyMaterialId(), RotationType.ON_DEMAND, now));
            } else {
                rotate(tx, family, RotationType.ON_DEMAND, now);
            }
            return true;
        });
    }

    private void rotate(Transaction tx, List<Key> family, RotationType type, Instant now) {
        String id = HexFormat.of().formatHex(Entropy.bytes(32));
        KeyMaterial material = KeyMaterial.generate(family.getFirst().spec());
        for (Key key : family) {
            keyring.materials().keep(tx, key, id, material);
            int number = keyring.materials().rotations(tx, key).size();
            tx.insert(
                    KmsTables.ROTATIONS,
                    key.scope(),
                    new Numbered(key.id(), number),
                    RotationsListEntry.builder()
                            .keyId(key.id())
                            .keyMaterialId(id)
                            .build());
            makeCurrent(tx, key, id, type, now);
        }
    }

    /** The material becomes what the key encrypts with. */
    void makeCurrent(Transaction tx, Key key, String id, @Nullable RotationType type, Instant now) {
        List<RotationsListEntry> all = keyring.materials().rotations(tx, key);
        for (int i = 0; i < all.size(); i++) {
            RotationsListEntry entry = all.get(i);
            if (id.equals(entry.keyMaterialId())) {
                tx.update(
                        KmsTables.ROTATIONS,
                        key.scope(),
                        new Numbered(key.id(), i),
                        entry.toBuilder()
                                .keyMaterialState(KeyMaterialState.CURRENT)
                                .rotationType(type)
                                .rotationDate(type == null ? null : now)
                                .build());
            } else if (entry.keyMaterialState() == KeyMaterialState.CURRENT) {
                tx.update(
                        KmsTables.ROTATIONS,
                        key.scope(),
                        new Numbered(key.id(), i),
                        entry.toBuilder()
                                .keyMaterialState(KeyMaterialState.NON_CURRENT)
                                .build());
            }
        }
        if (key.symmetric()) {
            Keyring.update(
                    tx, key, key.metadata().toBuilder().currentKeyMaterialId(id).build());
        }
    }

    /** All materials of a key, the first one first. */
    public List<RotationsListEntry> list(Key key) {
        return keyring.store().read(view -> keyring.materials().rotations(view, key));
    }
}

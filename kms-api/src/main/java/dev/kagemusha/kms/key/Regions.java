package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.key.KmsTables.Numbered;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import software.amazon.awssdk.services.kms.model.ImportState;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.MultiRegionKeyType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.Tag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Multi-Region keys: the same id and material in several regions, each with its own policy, aliases, tags and grants. */
public final class Regions {
    private final Keyring keyring;

    public Regions(Keyring keyring) {
        this.keyring = keyring;
    }

    /** Makes a replica; answers its description. */
    public KeyMetadata replicate(
            Key key, String region, String policy, String description, List<Tag> tags, Instant now) {
        int scope = keyring.scope(key, region);
        String arn = arnIn(key, region);
        return keyring.store().write(locks(key).and(KmsTables.KEYS, scope, key.id()), tx -> {
            Key primary = Keyring.reload(tx, key);
            primary.requireReplicable();
            if (!primary.primary()) {
                throw KmsErrors.notPrimary(primary.arn());
            }
            if (primary.regions().contains(region)) {
                throw KmsErrors.alreadyExists("Unable to replicate key to region " + region
                        + ", as a key with the same id already exists there.");
            }
            List<MultiRegionKey> replicas = new ArrayList<>(
                    primary.metadata().multiRegionConfiguration().replicaKeys());
            replicas.add(MultiRegionKey.builder().arn(arn).region(region).build());
            MultiRegionConfiguration all = primary.metadata().multiRegionConfiguration().toBuilder()
                    .replicaKeys(replicas)
                    .build();
            KeyState state = primary.external() ? KeyState.PENDING_IMPORT : KeyState.ENABLED;
            KeyMetadata metadata = primary.metadata().toBuilder()
                    .arn(arn)
                    .creationDate(now)
                    .description(description)
                    .keyState(state)
                    .enabled(state == KeyState.ENABLED)
                    .validTo(null)
                    .expirationModel((String) null)
                    .multiRegionConfiguration(all.toBuilder()
                            .multiRegionKeyType(MultiRegionKeyType.REPLICA)
                            .build())
                    .build();
            Key replica = new Key(scope, metadata, null, List.of(), Map.of());
            Keyring.insert(tx, replica, policy, tags);
            copyMaterials(tx, primary, replica);
            describe(tx, primary, all);
            return metadata;
        });
    }

    /** A new replica as the answer to ReplicateKey shows it: it takes AWS a moment, after which DescribeKey shows what it is. */
    public static KeyMetadata creating(KeyMetadata replica) {
        return replica.toBuilder()
                .keyState(KeyState.CREATING)
                .enabled(false)
                .currentKeyMaterialId(null)
                .build();
    }

    /** The scope of a key in another of its regions. */
    public int scope(Key key, String region) {
        return keyring.scope(key, region);
    }

    /** All regions that the key is in, locked: a replica that is made now changes what each of them says. */
    private Locks locks(Key key) {
        Locks locks = Locks.of(KmsTables.KEYS, key.scope(), key.id());
        for (String region : key.regions()) {
            int scope = keyring.scope(key, region);
            if (scope != key.scope()) {
                locks = locks.and(KmsTables.KEYS, scope, key.id());
            }
        }
        return locks;
    }

    private void copyMaterials(Transaction tx, Key primary, Key replica) {
        List<RotationsListEntry> all = keyring.materials().rotations(tx, primary);
        for (int i = 0; i < all.size(); i++) {
            RotationsListEntry.Builder entry = all.get(i).toBuilder();
            if (primary.external()) {
                entry.importState(ImportState.PENDING_IMPORT).validTo(null).expirationModel((String) null);
            }
            tx.insert(KmsTables.ROTATIONS, replica.scope(), new Numbered(replica.id(), i), entry.build());
            String id = Objects.requireNonNullElse(all.get(i).keyMaterialId(), Materials.ONLY);
            Material material = primary.external() ? null : keyring.materials().material(tx, primary, id);
            if (material != null) {
                keyring.materials().keep(tx, replica, id, material.key());
            }
        }
        var schedule = tx.get(KmsTables.SCHEDULES, primary.scope(), primary.id());
        if (schedule != null) {
            tx.insert(KmsTables.SCHEDULES, replica.scope(), replica.id(), schedule);
        }
    }

    /** What all regions say of each other. */
    private void describe(Transaction tx, Key key, MultiRegionConfiguration all) {
        List<MultiRegionKey> members = new ArrayList<>(all.replicaKeys());
        members.add(all.primaryKey());
        for (MultiRegionKey member : members) {
            int scope = keyring.scope(key, member.region());
            KeyMetadata metadata = tx.get(KmsTables.KEYS, scope, key.id());
            if (metadata != null) {
                boolean primary = member.arn().equals(all.primaryKey().arn());
                tx.update(
                        KmsTables.KEYS,
                        scope,
                        key.id(),
                        metadata.toBuilder()
                                .multiRegionConfiguration(all.toBuilder()
                                        .multiRegionKeyType(
                                                primary ? MultiRegionKeyType.PRIMARY : MultiRegionKeyType.REPLICA)
                                        .build())
                                .build());
            }
        }
    }

    /** Primary and one of its replicas change places. */
    public void movePrimary(Key key, String region) {
        keyring.changeEverywhere(key, (tx, family) -> {
            Key primary = family.getFirst();
            primary.requireUsable();
            if (!primary.primary()) {
                throw KmsErrors.notPrimary(primary.arn());
            }
            MultiRegionConfiguration before = primary.metadata().multiRegionConfiguration();
            if (before.primaryKey().region().equals(region)) {
                throw KmsErrors.validation("The primary region is already " + region + ".");
            }
            MultiRegionKey next = before.replicaKeys().stream()
                    .filter(replica -> replica.region().equals(region))
                    .findFirst()
                    .orElseThrow(() -> KmsErrors.keyNotFound(arnIn(primary, region)));
            if (!Lifecycle.settled(family)) {
                throw KmsErrors.invalidState(primary.arn() + " has related keys that are pending deletion.");
            }
            List<MultiRegionKey> replicas = new ArrayList<>(before.replicaKeys());
            replicas.remove(next);
            replicas.add(before.primaryKey());
            describe(
                    tx,
                    primary,
                    before.toBuilder().primaryKey(next).replicaKeys(replicas).build());
            keyring.rotations().moved(tx, Keyring.reload(tx, primary), reload(tx, primary, region));
            return true;
        });
    }

    private Key reload(Transaction tx, Key key, String region) {
        int scope = keyring.scope(key, region);
        return new Key(
                scope, Objects.requireNonNull(tx.get(KmsTables.KEYS, scope, key.id())), null, List.of(), Map.of());
    }

    private static String arnIn(Key key, String region) {
        return key.arn().replace(":kms:" + key.region() + ":", ":kms:" + region + ":");
    }
}

package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.ImportWrapping;
import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.kms.key.KmsTables.Numbered;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.ImportState;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Material that customers bring: wrapped under a key made for the purpose, whose private half is in the import token (sealed under
 * the root key, so that nothing is kept of imports that never come). It may expire, may be taken out, and may be brought again; a key
 * that lacks any material it ever used is of no use until then.
 */
public final class Imports {
    private static final String KIND = "kms.expire";
    private static final String TOKEN = "kms.importToken";
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private final Keyring keyring;
    private final StateStore store;
    private final Jobs jobs;

    public Imports(Keyring keyring, Jobs jobs) {
        this.keyring = keyring;
        this.store = keyring.store();
        this.jobs = jobs;
        jobs.handle(KIND, this::expire);
    }

    /** What GetParametersForImport answers. */
    public record Parameters(byte[] token, byte[] publicKey, Instant validTo) {}

    /** A new wrapping key. */
    public Parameters parameters(Key key, AlgorithmSpec algorithm, WrappingKeySpec spec, Instant now) {
        key.requireExternal();
        key.requireKept();
        KeyMaterial wrapping = ImportWrapping.generate(spec);
        Instant validTo = now.plus(TOKEN_LIFE);
        byte[] arn = key.arn().getBytes(StandardCharsets.UTF_8);
        byte[] name = algorithm.toString().getBytes(StandardCharsets.UTF_8);
        byte[] specName = spec.toString().getBytes(StandardCharsets.UTF_8);
        byte[] secret = wrapping.encoded();
        ByteBuffer token = ByteBuffer.allocate(8 + 3 + 2 + arn.length + name.length + specName.length + secret.length)
                .putLong(validTo.toEpochMilli())
                .putShort((short) arn.length)
                .put(arn)
                .put((byte) name.length)
                .put(name)
                .put((byte) specName.length)
                .put(specName)
                .put(secret);
        byte[] bytes = Arrays.copyOf(token.array(), token.position());
        return new Parameters(store.seal(TOKEN, bytes), Objects.requireNonNull(wrapping.publicKey()), validTo);
    }

    private record Token(Instant validTo, String arn, AlgorithmSpec algorithm, KeyMaterial wrapping) {}

    private Token open(byte[] sealed) {
        try {
            ByteBuffer token = ByteBuffer.wrap(store.unseal(TOKEN, sealed));
            Instant validTo = Instant.ofEpochMilli(token.getLong());
            String arn = text(token, token.getShort());
            AlgorithmSpec algorithm = AlgorithmSpec.fromValue(text(token, token.get()));
            WrappingKeySpec spec = WrappingKeySpec.fromValue(text(token, token.get()));
            byte[] secret = new byte[token.remaining()];
            token.get(secret);
            return new Token(validTo, arn, algorithm, KeyMaterial.decode(ImportWrapping.materialSpec(spec), secret));
        } catch (RuntimeException e) { // whatever is no token of ours
            throw KmsErrors.invalidImportToken();
        }
    }

    private static String text(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * What ImportKeyMaterial asks for.
     *
     * @param validTo null for material that does not expire
     * @param fresh whether it is to be a new material beside those there are
     * @param id what the request expects the material's id to be
     */
    public record Delivery(
            byte[] token,
            byte[] wrapped,
            @Nullable Instant validTo,
            boolean fresh,
            @Nullable String description,
            @Nullable String id) {}

    /** Takes material in; the id it has under this key, or null for keys whose materials have none. */
    public @Nullable String take(Key key, Delivery delivery, Instant now) {
        key.requireExternal();
        key.requireKept();
        Token token = open(delivery.token());
        if (!token.arn().equals(key.arn())) {
            throw KmsErrors.invalidImportToken();
        }
        if (!token.validTo().isAfter(now)) {
            throw KmsErrors.expiredImportToken();
        }
        byte[] plain = ImportWrapping.unwrap(token.wrapping(), token.algorithm(), delivery.wrapped());
        if (plain == null) {
            throw KmsErrors.invalidCiphertext();
        }
        KeyMaterial material = KeyMaterial.of(key.spec(), plain);
        if (material == null) {
            throw KmsErrors.incorrectMaterial("The key material in the request is not valid for a key of the spec "
                    + key.metadata().keySpecAsString() + ".");
        }
        String id = keyring.materials().materialId(key, material);
        if (delivery.id() != null && !delivery.id().equals(id)) {
            throw KmsErrors.incorrectMaterial("The key material ID in the request does not match the key material.");
        }
        keyring.change(key, (tx, found) -> {
            found.requireKept();
            take(tx, found, delivery, material, id);
            return true;
        });
        return key.symmetric() ? id : null;
    }

    private void take(Transaction tx, Key key, Delivery delivery, KeyMaterial material, String id) {
        List<RotationsListEntry> all = keyring.materials().rotations(tx, key);
        int at = 0;
        while (at < all.size() && !id.equals(all.get(at).keyMaterialId())) {
            at++;
        }
        boolean known = at < all.size();
        if (!known && !all.isEmpty() && !delivery.fresh()) {
            throw KmsErrors.incorrectMaterial(
                    "The key material in the request is not the key material that was previously imported into this KMS key.");
        }
        if (!known && delivery.fresh() && !all.isEmpty()) {
            requireNoneWaiting(key, id, all);
        }
        if (!known && all.isEmpty() && !key.symmetric()) {
            tx.delete(KmsTables.MATERIALS, key.scope(), new Pair(key.id(), Materials.ONLY));
        }
        RotationsListEntry.Builder entry = known
                ? all.get(at).toBuilder()
                : RotationsListEntry.builder()
                        .keyId(key.id())
                        .keyMaterialId(id)
                        .keyMaterialState(all.isEmpty() ? KeyMaterialState.CURRENT : KeyMaterialState.PENDING_ROTATION);
        if (delivery.description() != null) {
            entry.keyMaterialDescription(delivery.description());
        }
        RotationsListEntry row = entry.importState(ImportState.IMPORTED)
                .expirationModel(
                        delivery.validTo() == null
                                ? ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE
                                : ExpirationModelType.KEY_MATERIAL_EXPIRES)
                .validTo(delivery.validTo())
                .build();
        tx.upsert(KmsTables.ROTATIONS, key.scope(), new Numbered(key.id(), at), row);
        keyring.materials().keep(tx, key, id, material);
        String subject = subject(key, id);
        jobs.cancel(tx, KIND, key.scope(), subject);
        if (delivery.validTo() != null) {
            jobs.schedule(tx, KIND, key.scope(), subject, delivery.validTo());
        }
        settle(tx, key);
    }

    private static void requireNoneWaiting(Key key, String id, List<RotationsListEntry> all) {
        if (!key.symmetric()) {
            throw KmsErrors.unsupported(key.arn() + " supports one key material only.");
        }
        for (RotationsListEntry entry : all) {
            if (entry.keyMaterialState() == KeyMaterialState.PENDING_ROTATION) {
                throw KmsErrors.invalidState("New key material (id: " + id + ") cannot be imported into KMS key "
                        + key.arn() + ", because another key material (id: " + entry.keyMaterialId()
                        + ") is pending rotation.");
            }
        }
    }

    private static String subject(Key key, String materialId) {
        return key.id() + "/" + materialId;
    }

    /** Sets what the key's description says of its materials: usable again, or waiting for one. */
    private void settle(Transaction tx, Key key) {
        List<RotationsListEntry> all = keyring.materials().rotations(tx, key);
        RotationsListEntry current = all.stream()
                .filter(entry -> entry.keyMaterialState() == KeyMaterialState.CURRENT)
                .findFirst()
                .orElse(null);
        KeyMetadata.Builder changed;
        if (keyring.materials().lacksMaterial(tx, key)) {
            changed = key.pendingDeletion() ? key.metadata().toBuilder() : Keyring.in(KeyState.PENDING_IMPORT, key);
        } else {
            changed = key.state() == KeyState.PENDING_IMPORT
                    ? Keyring.in(KeyState.ENABLED, key)
                    : key.metadata().toBuilder();
        }
        boolean there = current != null && current.importState() == ImportState.IMPORTED;
        changed.expirationModel(there ? Objects.requireNonNull(current).expirationModel() : null)
                .validTo(there ? Objects.requireNonNull(current).validTo() : null);
        if (current != null && key.symmetric()) {
            changed.currentKeyMaterialId(current.keyMaterialId());
        }
        Keyring.update(tx, key, changed.build());
    }

    /**
     * Takes material out, the current one unless another is named.
     *
     * @return its id, or null for keys whose materials have none
     */
    public @Nullable String remove(Key key, @Nullable String materialId) {
        key.requireExternal();
        return keyring.change(key, (tx, found) -> {
            found.requireKept();
            String id = materialId != null
                    ? materialId
                    : Objects.requireNonNullElse(found.metadata().currentKeyMaterialId(), Materials.ONLY);
            boolean had = keyring.materials().rotations(tx, found).stream()
                    .anyMatch(entry -> id.equals(entry.keyMaterialId()));
            if (!had && materialId != null) {
                throw KmsErrors.notFound("Key material '" + materialId + "' does not exist for the key " + found.arn());
            }
            if (had) {
                remove(tx, found, id);
            }
            return found.symmetric() && had ? id : null;
        });
    }

    private void remove(Transaction tx, Key key, String id) {
        List<RotationsListEntry> all = keyring.materials().rotations(tx, key);
        for (int i = 0; i < all.size(); i++) {
            if (id.equals(all.get(i).keyMaterialId())) {
                tx.update(
                        KmsTables.ROTATIONS,
                        key.scope(),
                        new Numbered(key.id(), i),
                        all.get(i).toBuilder()
                                .importState(ImportState.PENDING_IMPORT)
                                .expirationModel((ExpirationModelType) null)
                                .validTo(null)
                                .build());
            }
        }
        tx.delete(KmsTables.MATERIALS, key.scope(), new Pair(key.id(), id));
        jobs.cancel(tx, KIND, key.scope(), subject(key, id));
        settle(tx, key);
    }

    private void expire(JobRun run) {
        int slash = run.key().indexOf('/');
        String keyId = run.key().substring(0, slash);
        Key key = keyring.get(run.scope(), keyId);
        if (key == null) {
            store.write(Locks.of(KmsTables.KEYS, run.scope(), keyId), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        keyring.change(key, (tx, found) -> {
            run.done(tx);
            remove(tx, found, run.key().substring(slash + 1));
            return true;
        });
    }
}

package dev.kagemusha.kms.key;

import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.ImportState;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What keys are made of, sealed in the store: the material in use, and all that ever were, which still open what they sealed. */
public final class Materials {
    /** The material of a key that has one for life: asymmetric and HMAC keys, which have no material ids. */
    static final String ONLY = "0".repeat(64);

    private final StateStore store;

    Materials(StateStore store) {
        this.store = store;
    }

    /** What a key encrypts, signs and authenticates with now. */
    public Material current(Key key) {
        return Objects.requireNonNull(material(key, currentId(key)), key.arn());
    }

    /** A material that the key has or had; null when it never had it, or when it was deleted or has expired. */
    public @Nullable Material material(Key key, String id) {
        return store.read(view -> material(view, key, id));
    }

    @Nullable
    Material material(ReadView view, Key key, String id) {
        Pair row = new Pair(key.id(), id);
        byte[] sealed = view.get(KmsTables.MATERIALS, key.scope(), row);
        return sealed == null
                ? null
                : new Material(
                        id,
                        KeyMaterial.decode(key.spec(), store.unseal(KmsTables.MATERIALS, key.scope(), row, sealed)));
    }

    static String currentId(Key key) {
        return Objects.requireNonNullElse(key.metadata().currentKeyMaterialId(), ONLY);
    }

    /** A material's row. */
    void keep(Transaction tx, Key key, String id, KeyMaterial material) {
        Pair row = new Pair(key.id(), id);
        byte[] sealed = store.seal(KmsTables.MATERIALS, key.scope(), row, material.encoded());
        tx.upsert(KmsTables.MATERIALS, key.scope(), row, sealed);
    }

    /** The id that this material has under this key, wherever and whenever it is imported. */
    String materialId(Key key, KeyMaterial material) {
        if (!key.symmetric()) {
            return ONLY;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(store.derivedKey("kms.materials"), "HmacSHA256"));
            mac.update(key.id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(material.secret()));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The materials of a key from its first one on. */
    List<RotationsListEntry> rotations(ReadView view, Key key) {
        List<RotationsListEntry> all = new ArrayList<>();
        byte[] prefix = new dev.kagemusha.state.KeyWriter().text(key.id()).toBytes();
        try (Cursor<KmsTables.Numbered, RotationsListEntry> rows =
                view.range(KmsTables.ROTATIONS, key.scope(), KeyRange.prefix(prefix))) {
            while (rows.next()) {
                all.add(rows.value());
            }
        }
        return all;
    }

    /** Whether a material that an imported key uses or has used is not there. */
    boolean lacksMaterial(ReadView view, Key key) {
        List<RotationsListEntry> all = rotations(view, key);
        return all.isEmpty()
                || all.stream()
                        .anyMatch(entry -> entry.importState() == ImportState.PENDING_IMPORT
                                && entry.keyMaterialState() != KeyMaterialState.PENDING_ROTATION);
    }
}

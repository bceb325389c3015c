package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CustomKeyStoresListEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Custom key stores. There is no CloudHSM cluster and no external key manager here, so that none is ever connected; all that AWS
 * answers of an unconnected store is answered.
 */
public final class KeyStores {
    private final Keyring keyring;

    public KeyStores(Keyring keyring) {
        this.keyring = keyring;
    }

    public void create(int scope, CustomKeyStoresListEntry wanted) {
        // One lock for all names of a scope: they must differ.
        keyring.store().write(Locks.of(KmsTables.STORES, scope, ""), tx -> {
            requireFree(list(tx, scope), wanted.customKeyStoreName(), null);
            tx.insert(KmsTables.STORES, scope, wanted.customKeyStoreId(), wanted);
            return true;
        });
    }

    private static void requireFree(List<CustomKeyStoresListEntry> all, String name, @Nullable String exceptOf) {
        for (CustomKeyStoresListEntry other : all) {
            if (other.customKeyStoreName().equals(name)
                    && !other.customKeyStoreId().equals(exceptOf)) {
                throw KmsErrors.storeNameInUse(name);
            }
        }
    }

    /** @throws software.amazon.awssdk.services.kms.model.CustomKeyStoreNotFoundException when there is none of this id */
    public CustomKeyStoresListEntry find(int scope, String id) {
        CustomKeyStoresListEntry found = keyring.store().read(view -> view.get(KmsTables.STORES, scope, id));
        if (found == null) {
            throw KmsErrors.storeNotFound(id);
        }
        return found;
    }

    public void change(int scope, String id, UnaryOperator<CustomKeyStoresListEntry> change) {
        keyring.store().write(Locks.of(KmsTables.STORES, scope, ""), tx -> {
            CustomKeyStoresListEntry before = tx.get(KmsTables.STORES, scope, id);
            if (before == null) {
                throw KmsErrors.storeNotFound(id);
            }
            CustomKeyStoresListEntry after = change.apply(before);
            requireFree(list(tx, scope), after.customKeyStoreName(), id);
            tx.update(KmsTables.STORES, scope, id, after);
            return true;
        });
    }

    public void delete(int scope, String id) {
        find(scope, id);
        keyring.store().write(Locks.of(KmsTables.STORES, scope, ""), tx -> {
            tx.delete(KmsTables.STORES, scope, id);
            return true;
        });
    }

    /** All, by id. */
    public List<CustomKeyStoresListEntry> list(int scope) {
        return keyring.store().read(view -> list(view, scope));
    }

    private static List<CustomKeyStoresListEntry> list(ReadView view, int scope) {
        List<CustomKeyStoresListEntry> all = new ArrayList<>();
        try (Cursor<String, CustomKeyStoresListEntry> rows = view.range(KmsTables.STORES, scope, KeyRange.all())) {
            while (rows.next()) {
                all.add(rows.value());
            }
        }
        return all;
    }
}

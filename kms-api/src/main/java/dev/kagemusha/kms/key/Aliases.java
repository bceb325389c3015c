package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Names for keys, each of one account and region. */
public final class Aliases {
    private static final int PER_KEY = 50;

    private final Keyring keyring;

    public Aliases(Keyring keyring) {
        this.keyring = keyring;
    }

    /** @throws software.amazon.awssdk.services.kms.model.AlreadyExistsException when the name is taken */
    public void create(Key key, String alias, String arn, Instant now) {
        requireOwn(alias);
        keyring.store().write(locks(key, alias), tx -> {
            Key found = Keyring.reload(tx, key);
            found.requireKept();
            if (tx.contains(KmsTables.ALIASES, found.scope(), alias)) {
                throw KmsErrors.alreadyExists("An alias with the name " + arn + " already exists");
            }
            if (found.aliases().size() >= PER_KEY) {
                throw KmsErrors.limitExceeded(
                        "The key " + found.arn() + " has reached the limit of " + PER_KEY + " aliases.");
            }
            Keyring.putAlias(tx, found, alias, now);
            return true;
        });
    }

    /** Has a name mean another key of the same kind. */
    public void move(Key key, String alias, String arn, Instant now) {
        requireOwn(alias);
        keyring.store().write(locks(key, alias), tx -> {
            Key target = Keyring.reload(tx, key);
            target.requireKept();
            AliasListEntry entry = tx.get(KmsTables.ALIASES, target.scope(), alias);
            if (entry == null) {
                throw KmsErrors.aliasNotFound(arn);
            }
            KeyMetadata before = tx.get(KmsTables.KEYS, target.scope(), entry.targetKeyId());
            if (before != null && !sameKind(before, target.metadata())) {
                throw KmsErrors.validation(
                        "Alias " + arn + " cannot be updated to point to a key with a different key usage or key spec");
            }
            tx.delete(KmsTables.ALIASES_OF, target.scope(), new Pair(entry.targetKeyId(), alias));
            tx.update(
                    KmsTables.ALIASES,
                    target.scope(),
                    alias,
                    entry.toBuilder()
                            .targetKeyId(target.id())
                            .lastUpdatedDate(now)
                            .build());
            tx.upsert(KmsTables.ALIASES_OF, target.scope(), new Pair(target.id(), alias), Nothing.NOTHING);
            return true;
        });
    }

    /** "The current and new KMS key must be the same type, and they must have the same key usage": UpdateAlias, KMS API reference. */
    private static boolean sameKind(KeyMetadata one, KeyMetadata other) {
        return one.keyUsage() == other.keyUsage()
                && Capabilities.asymmetric(one.keySpec()) == Capabilities.asymmetric(other.keySpec())
                && (one.keySpec() == KeySpec.SYMMETRIC_DEFAULT) == (other.keySpec() == KeySpec.SYMMETRIC_DEFAULT);
    }

    public void delete(Key key, String alias) {
        requireOwn(alias);
        keyring.store().write(locks(key, alias), tx -> {
            AliasListEntry entry = tx.get(KmsTables.ALIASES, key.scope(), alias);
            if (entry != null) {
                tx.delete(KmsTables.ALIASES, key.scope(), alias);
                tx.delete(KmsTables.ALIASES_OF, key.scope(), new Pair(entry.targetKeyId(), alias));
            }
            return true;
        });
    }

    private static Locks locks(Key key, String alias) {
        return Locks.of(KmsTables.KEYS, key.scope(), key.id()).and(KmsTables.ALIASES, key.scope(), alias);
    }

    private static void requireOwn(String alias) {
        if (!alias.startsWith(KeyName.ALIAS)) {
            throw KmsErrors.noAlias();
        }
        if (Keyring.isReserved(alias)) {
            throw KmsErrors.reserved("");
        }
    }

    /** Those after this one, in order; of one key only if one is given. */
    public List<AliasListEntry> list(int scope, @Nullable String key, @Nullable String after, int limit) {
        return keyring.store().read(view -> {
            List<AliasListEntry> all = new ArrayList<>();
            byte[] from = after == null ? null : Pages.after(after);
            try (Cursor<String, AliasListEntry> rows =
                    view.range(KmsTables.ALIASES, scope, KeyRange.between(from, null))) {
                while (all.size() < limit && rows.next()) {
                    AliasListEntry entry = rows.value();
                    if (key == null || key.equals(entry.targetKeyId())) {
                        all.add(entry);
                    }
                }
            }
            return all;
        });
    }
}

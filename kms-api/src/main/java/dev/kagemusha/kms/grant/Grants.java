package dev.kagemusha.kms.grant;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.key.Key;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.rows.Pojo;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The grants on keys: kept with their key, in effect from the moment they are made. */
public final class Grants {
    /** key id, grant id → the grant. */
    private static final Table<Pair, GrantListEntry> GRANTS =
            new Table<>(408, "kms.grants", new Pair.Codec(), Pojo.of(GrantListEntry::builder));

    private static final String TOKEN = "kms.grantToken";
    private static final int LIMIT = 50_000;

    /** Operations without an encryption context, which a constraint on it does not concern. */
    private static final Set<String> WITHOUT_CONTEXT = Set.of(
            "CreateGrant",
            "RetireGrant",
            "DescribeKey",
            "Sign",
            "Verify",
            "GetPublicKey",
            "GenerateMac",
            "VerifyMac",
            "DeriveSharedSecret");

    private final StateStore store;
    private final Keyring keyring;

    public Grants(StateStore store, Keyring keyring) {
        this.store = store;
        this.keyring = keyring;
        keyring.whenDropped((tx, key) -> tx.deleteRange(GRANTS, key.scope(), Pair.ownedBy(key.id())));
    }

    /** All grants of a key, by id. */
    public List<GrantListEntry> of(Key key) {
        return store.read(view -> of(view, key.scope(), key.id()));
    }

    private static List<GrantListEntry> of(ReadView view, int scope, String key) {
        List<GrantListEntry> all = new ArrayList<>();
        try (Cursor<Pair, GrantListEntry> rows = view.range(GRANTS, scope, Pair.ownedBy(key))) {
            while (rows.next()) {
                all.add(rows.value());
            }
        }
        return all;
    }

    /** The grants of all keys of an account and region. */
    public List<GrantListEntry> all(int scope) {
        return store.read(view -> {
            List<GrantListEntry> all = new ArrayList<>();
            try (Cursor<Pair, GrantListEntry> rows = view.range(GRANTS, scope, KeyRange.all())) {
                while (rows.next()) {
                    all.add(rows.value());
                }
            }
            return all;
        });
    }

    /** Adds a grant, unless one of the same name says the same: then that one's id. */
    public String add(Key key, GrantListEntry grant) {
        return keyring.change(key, (tx, found) -> {
            found.requireUsable();
            List<GrantListEntry> all = of(tx, found.scope(), found.id());
            for (GrantListEntry other : all) {
                if (grant.name() != null && same(grant, other)) {
                    return other.grantId();
                }
            }
            if (all.size() >= LIMIT) {
                throw KmsErrors.limitExceeded("You have reached the limit of grants for the key " + found.arn() + ".");
            }
            tx.insert(GRANTS, found.scope(), new Pair(found.id(), grant.grantId()), grant);
            return grant.grantId();
        });
    }

    private static boolean same(GrantListEntry one, GrantListEntry other) {
        return one.toBuilder()
                .grantId(other.grantId())
                .creationDate(other.creationDate())
                .build()
                .equals(other);
    }

    /** The grant of this id, or null. */
    public @Nullable GrantListEntry find(Key key, String id) {
        return store.read(view -> view.get(GRANTS, key.scope(), new Pair(key.id(), id)));
    }

    public void remove(Key key, String id) {
        keyring.change(key, (tx, found) -> {
            tx.delete(GRANTS, found.scope(), new Pair(found.id(), id));
            return true;
        });
    }

    // ---- what they allow

    /** Whether a grant of the key lets the caller do this, in this encryption context. */
    public boolean allows(int scope, String key, Caller caller, String operation, Map<String, String> context) {
        return store.read(view -> {
            try (Cursor<Pair, GrantListEntry> rows = view.range(GRANTS, scope, Pair.ownedBy(key))) {
                while (rows.next()) {
                    GrantListEntry grant = rows.value();
                    if (names(grant.granteePrincipal(), caller)
                            && grant.operationsAsStrings().contains(operation)
                            && (WITHOUT_CONTEXT.contains(operation) || fits(grant.constraints(), context))) {
                        return true;
                    }
                }
                return false;
            }
        });
    }

    /** Whether this principal's ARN means the caller: itself, its role, its account's root, a service by name. */
    public static boolean names(@Nullable String principal, Caller caller) {
        if (principal == null) {
            return false;
        }
        if (principal.equals(caller.arn())) {
            return true;
        }
        return switch (caller) {
            case Caller.RoleSession session -> principal.equals(session.roleArn());
            case Caller.Root root -> principal.equals(root.account());
            default -> false;
        };
    }

    private static boolean fits(@Nullable GrantConstraints constraints, Map<String, String> context) {
        if (constraints == null) {
            return true;
        }
        boolean equal = !constraints.hasEncryptionContextEquals()
                || constraints.encryptionContextEquals().equals(context);
        boolean subset = !constraints.hasEncryptionContextSubset()
                || context.entrySet()
                        .containsAll(constraints.encryptionContextSubset().entrySet());
        return equal && subset;
    }

    // ---- tokens

    /** A grant's token: what it names, sealed. Grants are in effect at once, so that it is needed for RetireGrant only. */
    public String token(Key key, String grantId) {
        byte[] plain = (key.arn() + "\n" + grantId).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(store.seal(TOKEN, plain));
    }

    /** @throws software.amazon.awssdk.services.kms.model.InvalidGrantTokenException for what is no token */
    public Named open(String token) {
        try {
            String plain = new String(store.unseal(TOKEN, Base64.getDecoder().decode(token)), StandardCharsets.UTF_8);
            int end = plain.indexOf('\n');
            return new Named(plain.substring(0, end), plain.substring(end + 1));
        } catch (RuntimeException e) { // whatever is no token of ours
            throw KmsErrors.invalidGrantToken();
        }
    }

    /** What a token names. */
    public record Named(String keyArn, String grantId) {}
}

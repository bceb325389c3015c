package dev.kagemusha.kms.key;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.crypto.Entropy;
import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CustomerMasterKeySpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.MultiRegionKeyType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.Tag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Where keys are found by whatever a request calls them, made, changed and dropped. A change locks the key's row and is given the
 * key as it is then, so that its state is checked where it matters.
 *
 * <p>Longer than a class should be: what is found by id, ARN and alias has to be found in one place, or the ways would come to differ.
 */
public final class Keyring {
    static final String SERVICE = "kms";

    private static final int ID_BYTES = 32;
    private static final Ids IDS = Ids.secure();
    private static final String AWS_ALIAS = KeyName.ALIAS + "aws/";

    private final StateStore store;
    private final Materials materials;
    private final Rotations rotations;
    private final ManagedKeys managed = new ManagedKeys(this);
    private final List<BiConsumer<Transaction, Key>> whenDropped = new ArrayList<>();

    public Keyring(StateStore store, Jobs jobs) {
        this.store = store;
        this.materials = new Materials(store);
        this.rotations = new Rotations(this, jobs);
    }

    /** What keys are made of. */
    public Materials materials() {
        return materials;
    }

    /** How keys get new material. */
    public Rotations rotations() {
        return rotations;
    }

    /** Who keeps rows for keys elsewhere deletes them here, with the key. */
    public void whenDropped(BiConsumer<Transaction, Key> listener) {
        whenDropped.add(listener);
    }

    // ---- finding

    /**
     * The key a request means. An AWS managed key is made when it is first asked for.
     *
     * @param name an id, an alias, or the ARN of either
     * @throws software.amazon.awssdk.services.kms.model.KmsException NotFoundException, InvalidArnException
     */
    public Key find(Call call, String name) {
        KeyName parsed = KeyName.parse(call, name);
        boolean own = parsed.account().equals(call.account());
        int scope = own ? call.scope() : call.scope(parsed.account(), parsed.region());
        Key key = store.read(view -> find(view, scope, parsed));
        if (key == null && own && parsed.isAlias()) {
            managed.makeFor(call, parsed.name());
            key = store.read(view -> find(view, scope, parsed));
        }
        if (key == null) {
            throw parsed.notFound();
        }
        return key;
    }

    /** The key of an ARN or a ciphertext, or null. */
    public @Nullable Key get(int scope, String id) {
        return store.read(view -> get(view, scope, id, null));
    }

    private static @Nullable Key find(ReadView view, int scope, KeyName name) {
        if (!name.isAlias()) {
            return get(view, scope, name.name(), null);
        }
        AliasListEntry alias = view.get(KmsTables.ALIASES, scope, name.name());
        return alias == null || alias.targetKeyId() == null ? null : get(view, scope, alias.targetKeyId(), name.name());
    }

    private static @Nullable Key get(ReadView view, int scope, String id, @Nullable String alias) {
        KeyMetadata metadata = view.get(KmsTables.KEYS, scope, id);
        if (metadata == null) {
            return null;
        }
        return new Key(scope, metadata, alias, aliases(view, scope, id), tags(view, scope, id));
    }

    private static List<String> aliases(ReadView view, int scope, String id) {
        List<String> names = new ArrayList<>();
        try (Cursor<Pair, Nothing> rows = view.range(KmsTables.ALIASES_OF, scope, Pair.ownedBy(id))) {
            while (rows.next()) {
                names.add(rows.key().name());
            }
        }
        return names;
    }

    private static Map<String, String> tags(ReadView view, int scope, String id) {
        Map<String, String> tags = new LinkedHashMap<>();
        try (Cursor<Pair, String> rows = view.range(KmsTables.TAGS, scope, Pair.ownedBy(id))) {
            while (rows.next()) {
                tags.put(rows.key().name(), rows.value());
            }
        }
        return tags;
    }

    /** Ids of the account's keys after this one, in order. */
    public List<String> ids(Call call, @Nullable String after, int limit) {
        return store.read(view -> {
            List<String> ids = new ArrayList<>();
            byte[] from = after == null ? null : Pages.after(after);
            try (Cursor<String, KeyMetadata> rows =
                    view.range(KmsTables.KEYS, call.scope(), KeyRange.between(from, null))) {
                while (ids.size() < limit && rows.next()) {
                    ids.add(rows.key());
                }
            }
            return ids;
        });
    }

    /** The key policy, as it was put. */
    public String policy(Key key) {
        return Objects.requireNonNull(
                store.read(view -> view.get(KmsTables.POLICIES, key.scope(), key.id())), key.arn());
    }

    /** The policy of a key by its ARN's parts, or null. */
    public @Nullable String policy(int scope, String id) {
        return store.read(view -> view.get(KmsTables.POLICIES, scope, id));
    }

    public void putPolicy(Key key, String document) {
        change(key, (tx, now) -> {
            now.requireKept();
            tx.update(KmsTables.POLICIES, key.scope(), key.id(), document);
            return null;
        });
    }

    // ---- making

    /** What CreateKey asks for, checked. */
    public record Wanted(
            KeySpec spec,
            KeyUsageType usage,
            OriginType origin,
            boolean multiRegion,
            String description,
            String policy,
            List<Tag> tags) {}

    /** Makes a key, with new material unless its owner brings it. */
    public Key create(Call call, Wanted wanted) {
        return create(call, wanted, KeyManagerType.CUSTOMER, null);
    }

    Key create(Call call, Wanted wanted, KeyManagerType manager, @Nullable String alias) {
        String id = wanted.multiRegion()
                ? "mrk-" + HexFormat.of().formatHex(Entropy.bytes(16))
                : IDS.uuid().toString();
        Instant now = call.clock().instant();
        boolean external = wanted.origin() == OriginType.EXTERNAL;
        String materialId = external || wanted.spec() != KeySpec.SYMMETRIC_DEFAULT
                ? null
                : HexFormat.of().formatHex(Entropy.bytes(ID_BYTES));
        KeyMetadata metadata = describe(call, wanted, id, now)
                .keyManager(manager)
                .keyState(external ? KeyState.PENDING_IMPORT : KeyState.ENABLED)
                .enabled(!external)
                .currentKeyMaterialId(materialId)
                .build();
        int scope = call.scope();
        Key key = new Key(scope, metadata, null, List.of(), Map.of());
        KeyMaterial material = external ? null : KeyMaterial.generate(wanted.spec());
        Locks locks = Locks.of(KmsTables.KEYS, scope, id);
        boolean made = store.write(alias == null ? locks : locks.and(KmsTables.ALIASES, scope, alias), tx -> {
            if (alias != null && tx.contains(KmsTables.ALIASES, scope, alias)) {
                return false;
            }
            insert(tx, key, wanted.policy(), wanted.tags());
            if (material != null) {
                materials.keep(tx, key, Materials.currentId(key), material);
                tx.insert(
                        KmsTables.ROTATIONS,
                        scope,
                        new KmsTables.Numbered(id, 0),
                        RotationsListEntry.builder()
                                .keyId(id)
                                .keyMaterialId(Materials.currentId(key))
                                .keyMaterialState(KeyMaterialState.CURRENT)
                                .build());
            }
            if (alias != null) {
                putAlias(tx, key, alias, now);
                rotations.begin(tx, key, Rotations.YEAR, now);
            }
            return true;
        });
        return made ? key : find(call, Objects.requireNonNull(alias));
    }

    @SuppressWarnings("deprecation") // CustomerMasterKeySpec is still in every answer
    private static KeyMetadata.Builder describe(Call call, Wanted wanted, String id, Instant now) {
        KeySpec spec = wanted.spec();
        String arn = "arn:" + call.partition() + ":kms:" + call.region() + ":" + call.account() + ":key/" + id;
        KeyMetadata.Builder metadata = KeyMetadata.builder()
                .awsAccountId(call.account())
                .keyId(id)
                .arn(arn)
                .creationDate(now)
                .description(wanted.description())
                .keyUsage(wanted.usage())
                .origin(wanted.origin())
                .customerMasterKeySpec(formerly(spec))
                .keySpec(spec)
                .multiRegion(wanted.multiRegion());
        if (wanted.multiRegion()) {
            metadata.multiRegionConfiguration(MultiRegionConfiguration.builder()
                    .multiRegionKeyType(MultiRegionKeyType.PRIMARY)
                    .primaryKey(MultiRegionKey.builder()
                            .arn(arn)
                            .region(call.region())
                            .build())
                    .replicaKeys(List.of())
                    .build());
        }
        return switch (wanted.usage()) {
            case ENCRYPT_DECRYPT -> metadata.encryptionAlgorithms(Capabilities.encryption(spec));
            case SIGN_VERIFY -> metadata.signingAlgorithms(Capabilities.signing(spec));
            case GENERATE_VERIFY_MAC -> metadata.macAlgorithms(Capabilities.mac(spec));
            case KEY_AGREEMENT -> metadata.keyAgreementAlgorithms(Capabilities.agreement(spec));
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such usage");
        };
    }

    /** The former name of the spec; those that came later have none. */
    @SuppressWarnings("deprecation")
    private static @Nullable CustomerMasterKeySpec formerly(KeySpec spec) {
        CustomerMasterKeySpec former = CustomerMasterKeySpec.fromValue(spec.toString());
        return former == CustomerMasterKeySpec.UNKNOWN_TO_SDK_VERSION ? null : former;
    }

    static void insert(Transaction tx, Key key, String policy, List<Tag> tags) {
        tx.insert(KmsTables.KEYS, key.scope(), key.id(), key.metadata());
        tx.insert(KmsTables.POLICIES, key.scope(), key.id(), policy);
        for (Tag tag : tags) {
            tx.upsert(KmsTables.TAGS, key.scope(), new Pair(key.id(), tag.tagKey()), tag.tagValue());
        }
    }

    // ---- changing

    /**
     * Changes a key: the function is given the key as it is under its lock.
     *
     * @throws software.amazon.awssdk.services.kms.model.NotFoundException when it has gone since it was found
     */
    public <R extends @Nullable Object> R change(Key key, BiFunction<Transaction, Key, R> work) {
        return store.write(Locks.of(KmsTables.KEYS, key.scope(), key.id()), tx -> work.apply(tx, reload(tx, key)));
    }

    /**
     * Changes a key in all its regions: the function is given all of them as they are under their locks, the one that was meant
     * first.
     */
    <R extends @Nullable Object> R changeEverywhere(Key key, BiFunction<Transaction, List<Key>, R> work) {
        while (true) {
            List<Key> family = store.read(view -> family(view, reload(view, key)));
            Locks locks = Locks.NONE;
            for (Key member : family) {
                locks = locks.and(KmsTables.KEYS, member.scope(), member.id());
            }
            Outcome<R> outcome = store.write(locks, tx -> {
                List<Key> now = family(tx, reload(tx, key));
                boolean same = scopes(now).equals(scopes(family));
                return same ? new Outcome<>(work.apply(tx, now)) : null;
            });
            if (outcome != null) {
                return outcome.result();
            }
        }
    }

    private record Outcome<R extends @Nullable Object>(R result) {}

    private static List<Integer> scopes(List<Key> family) {
        return family.stream().map(Key::scope).toList();
    }

    private List<Key> family(ReadView view, Key key) {
        List<Key> all = new ArrayList<>();
        all.add(key);
        for (String region : key.regions()) {
            Key member = get(view, scope(key, region), key.id(), null);
            if (member != null && member.scope() != key.scope()) {
                all.add(member);
            }
        }
        return all;
    }

    /** Where the key of this id is in another region. */
    int scope(Key key, String region) {
        return store.scope(new Scope(key.partition(), SERVICE, key.account(), region));
    }

    static Key reload(ReadView view, Key key) {
        Key now = get(view, key.scope(), key.id(), key.alias());
        if (now == null) {
            throw KmsErrors.keyNotFound(key.arn());
        }
        return now;
    }

    static void update(Transaction tx, Key key, KeyMetadata metadata) {
        tx.update(KmsTables.KEYS, key.scope(), key.id(), metadata);
    }

    /** Sets the state, and with it whether the key is enabled. */
    static KeyMetadata.Builder in(KeyState state, Key key) {
        return key.metadata().toBuilder().keyState(state).enabled(state == KeyState.ENABLED);
    }

    // ---- aliases

    static boolean isReserved(String alias) {
        return alias.startsWith(AWS_ALIAS);
    }

    static void putAlias(Transaction tx, Key key, String alias, Instant now) {
        String arn = key.arn();
        tx.upsert(
                KmsTables.ALIASES,
                key.scope(),
                alias,
                AliasListEntry.builder()
                        .aliasName(alias)
                        .aliasArn(arn.substring(
                                        0,
                                        arn.length()
                                                - "key/".length()
                                                - key.id().length())
                                + alias)
                        .targetKeyId(key.id())
                        .creationDate(now)
                        .lastUpdatedDate(now)
                        .build());
        tx.upsert(KmsTables.ALIASES_OF, key.scope(), new Pair(key.id(), alias), Nothing.NOTHING);
    }

    // ---- dropping

    /** Removes a key and all that belongs to it: nothing can be decrypted with it ever after. */
    void drop(Transaction tx, Key key) {
        KeyRange ofKey = Pair.ownedBy(key.id());
        for (String alias : key.aliases()) {
            tx.delete(KmsTables.ALIASES, key.scope(), alias);
        }
        tx.deleteRange(KmsTables.ALIASES_OF, key.scope(), ofKey);
        tx.deleteRange(KmsTables.TAGS, key.scope(), ofKey);
        tx.deleteRange(KmsTables.MATERIALS, key.scope(), ofKey);
        tx.deleteRange(KmsTables.ROTATIONS, key.scope(), ofKey);
        tx.delete(KmsTables.SCHEDULES, key.scope(), key.id());
        tx.delete(KmsTables.POLICIES, key.scope(), key.id());
        tx.delete(KmsTables.KEYS, key.scope(), key.id());
        for (BiConsumer<Transaction, Key> listener : whenDropped) {
            listener.accept(tx, key);
        }
    }

    StateStore store() {
        return store;
    }
}

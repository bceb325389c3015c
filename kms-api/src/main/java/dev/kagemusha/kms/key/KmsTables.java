package dev.kagemusha.kms.key;

import dev.kagemusha.rows.Bytes;
import dev.kagemusha.rows.Nothing;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.rows.Pojo;
import dev.kagemusha.rows.Text;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CustomKeyStoresListEntry;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

/**
 * The tables of keys. All but the last are in the scope of the key's account and region; a key's id is a UUID, or {@code mrk-}
 * and 32 hexadecimal digits for one that several regions share.
 *
 * <p>The row of {@link #KEYS} guards all the others of its key: who changes any of them locks it.
 */
final class KmsTables {
    /** key id → what DescribeKey says, and the current material. */
    static final Table<String, KeyMetadata> KEYS =
            new Table<>(400, "kms.keys", new Text(), Pojo.of(KeyMetadata::builder));

    /** key id → the key policy. */
    static final Table<String, String> POLICIES = new Table<>(401, "kms.policies", new Text(), new Text());

    /** key id, material id → the material, sealed under the root key as this row's. */
    static final Table<Pair, byte[]> MATERIALS = new Table<>(402, "kms.materials", new Pair.Codec(), new Bytes());

    /** key id, number → a material that the key has or had, from its first one on. */
    static final Table<Numbered, RotationsListEntry> ROTATIONS =
            new Table<>(403, "kms.rotations", new NumberedKey(), Pojo.of(RotationsListEntry::builder));

    /** key id → how it is rotated by itself; no row when it never was. */
    static final Table<String, GetKeyRotationStatusResponse> SCHEDULES =
            new Table<>(404, "kms.rotationSchedules", new Text(), Pojo.of(GetKeyRotationStatusResponse::builder));

    /** key id, tag → its value. */
    static final Table<Pair, String> TAGS = new Table<>(405, "kms.tags", new Pair.Codec(), new Text());

    /** alias with its prefix → its key. */
    static final Table<String, AliasListEntry> ALIASES =
            new Table<>(406, "kms.aliases", new Text(), Pojo.of(AliasListEntry::builder));

    /** key id, alias → nothing. */
    static final Table<Pair, Nothing> ALIASES_OF =
            new Table<>(407, "kms.aliasesOfKey", new Pair.Codec(), new Nothing.Codec());

    /** custom key store's id → the store. */
    static final Table<String, CustomKeyStoresListEntry> STORES =
            new Table<>(411, "kms.customKeyStores", new Text(), Pojo.of(CustomKeyStoresListEntry::builder));

    private KmsTables() {}

    /** The n-th material of a key. */
    record Numbered(String key, int number) {}

    private static final class NumberedKey implements KeyCodec<Numbered> {
        @Override
        public void write(Numbered key, KeyWriter out) {
            out.text(key.key()).u32(key.number());
        }

        @Override
        public Numbered read(KeyReader in) {
            return new Numbered(in.text(), in.u32());
        }
    }
}

package dev.kagemusha.kms.key;

import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.rows.Pair;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.state.rocks.StoreOptions;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeyringStoreTest {
    private static final String FIRST = "1".repeat(64);
    private static final String SECOND = "2".repeat(64);

    @TempDir
    private Path directory;

    private StateStore store;
    private Keyring keyring;
    private int scope;

    @BeforeEach
    void open() {
        SystemClock clock = new SystemClock();
        store = RocksStateStore.open(StoreOptions.of(directory.resolve("data")), clock);
        keyring = new Keyring(store, new Jobs(store, clock));
        scope = store.scope(new Scope("aws", "kms", "000000000000", "us-east-1"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Key key(String name, KeySpec spec) {
        KeyMetadata metadata = KeyMetadata.builder()
                .keyId(name)
                .arn("arn:aws:kms:us-east-1:000000000000:key/" + name)
                .keySpec(spec)
                .build();
        return new Key(scope, metadata, null, List.of(), Map.of());
    }

    private KeyMaterial keep(Key key, String id) {
        KeyMaterial material = KeyMaterial.generate(key.spec());
        store.write(Locks.NONE, tx -> {
            keyring.materials().keep(tx, key, id, material);
            return true;
        });
        return material;
    }

    private void swap(Pair one, Pair other) {
        store.write(Locks.NONE, tx -> {
            byte[] moved = Objects.requireNonNull(tx.get(KmsTables.MATERIALS, scope, one));
            tx.upsert(KmsTables.MATERIALS, scope, one, tx.get(KmsTables.MATERIALS, scope, other));
            tx.upsert(KmsTables.MATERIALS, scope, other, moved);
            return true;
        });
    }

    @Test
    void opensNoMaterialInThePlaceOfAnotherKeys() {
        Key one = key("one", KeySpec.SYMMETRIC_DEFAULT);
        Key other = key("other", KeySpec.SYMMETRIC_DEFAULT);
        KeyMaterial kept = keep(one, FIRST);
        keep(other, FIRST);
        assertThat(keyring.materials().material(one, FIRST)).isEqualTo(new Material(FIRST, kept));

        swap(new Pair("one", FIRST), new Pair("other", FIRST));

        assertThatThrownBy(() -> keyring.materials().material(one, FIRST)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> keyring.materials().material(other, FIRST)).isInstanceOf(StoreException.class);
    }

    @Test
    void opensNoMaterialInThePlaceOfAnotherOfTheSameKey() {
        Key key = key("one", KeySpec.SYMMETRIC_DEFAULT);
        keep(key, FIRST);
        keep(key, SECOND);

        swap(new Pair("one", FIRST), new Pair("one", SECOND));

        assertThatThrownBy(() -> keyring.materials().material(key, FIRST)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> keyring.materials().material(key, SECOND)).isInstanceOf(StoreException.class);
    }
}

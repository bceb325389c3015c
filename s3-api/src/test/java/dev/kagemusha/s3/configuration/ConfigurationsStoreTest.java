package dev.kagemusha.s3.configuration;

import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.acl.Grantee;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.Permission;

import java.util.List;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationsStoreTest {
    private static final Scope SCOPE = new Scope("aws", "s3", "111122223333", "us-east-1");

    private final StateStore store = RocksStateStore.openTemporary(64 << 20, new SystemClock());
    private final Configurations configurations = new Configurations(store);

    @AfterEach
    void close() {
        store.close();
    }

    private int scope() {
        return store.scope(SCOPE);
    }

    private void write(long bucket, Consumer<Transaction> work) {
        store.write(Locks.of(Configurations.ROWS, scope(), new Place(bucket, 0, "")), tx -> {
            work.accept(tx);
            return null;
        });
    }

    private Settings of(long bucket) {
        return configurations.of(scope(), bucket);
    }

    @Test
    void keepsEachKindByItself() {
        CORSConfiguration cors = CORSConfiguration.builder()
                .corsRules(r -> r.allowedMethods("GET").allowedOrigins("*"))
                .build();
        Acl acl = new Acl(List.of(
                new Acl.Grant(Grantee.ALL_USERS, Permission.READ),
                new Acl.Grant(Grantee.user("ab"), Permission.WRITE)));
        assertThat(of(1)).isSameAs(Settings.NONE);
        write(1, tx -> {
            configurations.put(tx, scope(), 1, Kind.CORS, cors);
            configurations.put(tx, scope(), 1, Kind.ACL, acl);
            configurations.put(tx, scope(), 1, Kind.POLICY, "{}");
        });

        assertThat(of(1).get(Kind.CORS)).isEqualTo(cors);
        assertThat(of(1).get(Kind.ACL)).isEqualTo(acl);
        assertThat(of(1).get(Kind.POLICY)).isEqualTo("{}");
        assertThat(of(1).get(Kind.WEBSITE)).isNull();
        assertThat(of(2)).isSameAs(Settings.NONE);
    }

    @Test
    void readsWhatWasWrittenLast() {
        write(1, tx -> configurations.put(tx, scope(), 1, Kind.POLICY, "one"));
        assertThat(of(1).get(Kind.POLICY)).isEqualTo("one");
        write(1, tx -> {
            configurations.put(tx, scope(), 1, Kind.POLICY, "two");
            assertThat(configurations.of(tx, scope(), 1).get(Kind.POLICY)).isEqualTo("two");
            assertThat(of(1).get(Kind.POLICY)).isEqualTo("one");
        });
        assertThat(of(1).get(Kind.POLICY)).isEqualTo("two");
        assertThat(of(1)).isSameAs(of(1));
        write(1, tx -> configurations.delete(tx, scope(), 1, Kind.POLICY));
        assertThat(of(1).get(Kind.POLICY)).isNull();
    }

    @Test
    void sortsNamedOnesByName() {
        for (String name : new String[] {"b", "a", "c"}) {
            MetricsConfiguration metrics =
                    MetricsConfiguration.builder().id(name).build();
            write(1, tx -> configurations.put(tx, scope(), 1, Kind.METRICS, name, metrics));
        }
        write(1, tx -> configurations.delete(tx, scope(), 1, Kind.METRICS, "c"));

        assertThat(of(1).all(Kind.METRICS)).containsOnlyKeys("a", "b");
        assertThat(of(1).get(Kind.METRICS, "b")).hasFieldOrPropertyWithValue("id", "b");
        assertThat(of(1).all(Kind.INVENTORY)).isEmpty();
    }

    @Test
    void goesWithItsBucketAndWithItsAccount() {
        write(1, tx -> configurations.put(tx, scope(), 1, Kind.POLICY, "one"));
        write(2, tx -> configurations.put(tx, scope(), 2, Kind.POLICY, "two"));
        write(1, tx -> configurations.deleteAll(tx, scope(), 1));
        assertThat(of(1)).isSameAs(Settings.NONE);
        assertThat(of(2).get(Kind.POLICY)).isEqualTo("two");

        store.reset(SCOPE::equals);
        assertThat(of(2)).isSameAs(Settings.NONE);
    }
}

package dev.kagemusha.s3.lifecycle;

import dev.kagemusha.s3.lifecycle.Fate.Act;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTest {
    private static final long CREATED = at("2026-01-15T10:30:00Z");

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @SafeVarargs
    private static Lifecycle of(Consumer<LifecycleRule.Builder>... rules) {
        List<LifecycleRule> built = new ArrayList<>();
        for (Consumer<LifecycleRule.Builder> rule : rules) {
            LifecycleRule.Builder builder =
                    LifecycleRule.builder().id("r" + (built.size() + 1)).status(ExpirationStatus.ENABLED);
            rule.accept(builder);
            built.add(builder.build());
        }
        return Lifecycle.of(built, null);
    }

    private static Subject object(String key) {
        return object(key, 1 << 20, "STANDARD");
    }

    private static Subject object(String key, long size, String storageClass) {
        return new Subject(key, size, storageClass, Map::of);
    }

    private static Subject tagged(Map<String, String> tags) {
        return new Subject("k", 1 << 20, "STANDARD", () -> tags);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-01-15T10:30:00Z, 3, 2026-01-19T00:00:00Z
            2026-01-15T00:00:00Z, 1, 2026-01-17T00:00:00Z
            2026-01-15T23:59:59Z, 1, 2026-01-17T00:00:00Z
            2026-02-28T12:00:00Z, 1, 2026-03-02T00:00:00Z
            """)
    void expiresAtTheMidnightAfterItsDays(String created, int days, String due) {
        Lifecycle lifecycle = of(r -> r.filter(f -> f.prefix("")).expiration(e -> e.days(days)));
        assertThat(lifecycle.expiry(object("k"), at(created))).isEqualTo(new Lifecycle.Expiry(at(due), "r1"));
        assertThat(lifecycle.current(object("k"), at(created), at(due) - 1))
                .isEqualTo(new Fate(Act.STAY, "", null, at(due)));
        assertThat(lifecycle.current(object("k"), at(created), at(due)).act()).isEqualTo(Act.EXPIRE);
    }

    @Test
    void tellsOfTheRuleThatComesFirst() {
        Lifecycle lifecycle = of(
                r -> r.filter(f -> f.prefix("")).expiration(e -> e.days(30)),
                r -> r.filter(f -> f.prefix("tmp/")).expiration(e -> e.days(2)),
                r -> r.filter(f -> f.prefix("tmp/")).expiration(e -> e.date(Instant.parse("2026-01-17T00:00:00Z"))));
        assertThat(lifecycle.expiry(object("tmp/x"), CREATED))
                .isEqualTo(new Lifecycle.Expiry(at("2026-01-17T00:00:00Z"), "r3"));
        assertThat(lifecycle.expiry(object("x"), CREATED))
                .isEqualTo(new Lifecycle.Expiry(at("2026-02-15T00:00:00Z"), "r1"));
    }

    @Test
    void leavesDisabledRulesAlone() {
        Lifecycle lifecycle = of(r ->
                r.status(ExpirationStatus.DISABLED).filter(f -> f.prefix("")).expiration(e -> e.days(1)));
        assertThat(lifecycle.expiry(object("k"), CREATED)).isNull();
        assertThat(lifecycle.earliest(CREATED)).isEqualTo(Fate.NEVER);
        assertThat(lifecycle.concernsObjects()).isFalse();
    }

    @Test
    void asksForEveryTag() {
        Tag a = Tag.builder().key("a").value("1").build();
        Tag b = Tag.builder().key("b").value("2").build();
        Lifecycle one = of(r -> r.filter(f -> f.tag(a)).expiration(e -> e.days(1)));
        Lifecycle both =
                of(r -> r.filter(f -> f.and(and -> and.prefix("k").tags(a, b))).expiration(e -> e.days(1)));
        assertThat(one.expiry(tagged(Map.of("a", "1", "c", "")), CREATED)).isNotNull();
        assertThat(one.expiry(tagged(Map.of("a", "2")), CREATED)).isNull();
        assertThat(both.expiry(tagged(Map.of("a", "1")), CREATED)).isNull();
        assertThat(both.expiry(tagged(Map.of("a", "1", "b", "2")), CREATED)).isNotNull();
        assertThat(both.sudden()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,false", "501,true", "999,true", "1000,false"})
    void takesSizesBetweenItsBoundsAlone(long size, boolean matches) {
        Lifecycle lifecycle =
                of(r -> r.filter(f -> f.and(a -> a.objectSizeGreaterThan(500L).objectSizeLessThan(1000L)))
                        .expiration(e -> e.days(1)));
        assertThat(lifecycle.expiry(object("k", size, "STANDARD"), CREATED) != null)
                .isEqualTo(matches);
    }

    @Test
    void movesDownAndTellsOfTheNextMove() {
        Lifecycle lifecycle = of(r -> r.filter(f -> f.prefix(""))
                .transitions(t -> t.days(30).storageClass(TransitionStorageClass.STANDARD_IA), t -> t.days(90)
                        .storageClass(TransitionStorageClass.GLACIER))
                .expiration(e -> e.days(365)));
        long first = at("2026-02-15T00:00:00Z");
        long second = at("2026-04-16T00:00:00Z");
        long end = at("2027-01-16T00:00:00Z");
        assertThat(lifecycle.current(object("k"), CREATED, CREATED)).isEqualTo(Fate.stay(first));
        assertThat(lifecycle.current(object("k"), CREATED, first))
                .isEqualTo(new Fate(Act.MOVE, "r1", "STANDARD_IA", second));
        assertThat(lifecycle.current(object("k", 1 << 20, "STANDARD_IA"), CREATED, first))
                .isEqualTo(Fate.stay(second));
        assertThat(lifecycle.current(object("k"), CREATED, second))
                .as("the cheaper of two")
                .isEqualTo(new Fate(Act.MOVE, "r1", "GLACIER", end));
        assertThat(lifecycle.current(object("k", 1 << 20, "GLACIER"), CREATED, second))
                .isEqualTo(Fate.stay(end));
        assertThat(lifecycle.current(object("k"), CREATED, end).act())
                .as("what ends goes before what moves")
                .isEqualTo(Act.EXPIRE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            STANDARD,            STANDARD_IA,         true
            REDUCED_REDUNDANCY,  GLACIER,             true
            STANDARD_IA,         INTELLIGENT_TIERING, true
            INTELLIGENT_TIERING, STANDARD_IA,         false
            INTELLIGENT_TIERING, ONEZONE_IA,          true
            ONEZONE_IA,          INTELLIGENT_TIERING, false
            ONEZONE_IA,          GLACIER_IR,          false
            ONEZONE_IA,          GLACIER,             true
            GLACIER_IR,          GLACIER,             true
            GLACIER,             GLACIER_IR,          false
            GLACIER,             DEEP_ARCHIVE,        true
            DEEP_ARCHIVE,        GLACIER,             false
            """)
    void goesDownTheWaterfallAlone(String from, String to, boolean allowed) {
        assertThat(Waterfall.allows(from, to)).isEqualTo(allowed);
    }

    @Test
    void leavesSmallObjectsUnlessTheRuleSaysASize() {
        LifecycleRule plain = LifecycleRule.builder()
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(""))
                .transitions(t -> t.days(0).storageClass(TransitionStorageClass.GLACIER))
                .build();
        LifecycleRule sized =
                plain.toBuilder().filter(f -> f.objectSizeGreaterThan(10L)).build();
        Subject small = object("k", 1000, "STANDARD");
        long now = CREATED + 10 * Days.MILLIS;
        assertThat(Lifecycle.of(List.of(plain), null)
                        .current(small, CREATED, now)
                        .act())
                .isEqualTo(Act.STAY);
        assertThat(Lifecycle.of(List.of(plain), "varies_by_storage_class")
                        .current(small, CREATED, now)
                        .storageClass())
                .isEqualTo("GLACIER");
        assertThat(Lifecycle.of(List.of(sized), null)
                        .current(small, CREATED, now)
                        .storageClass())
                .isEqualTo("GLACIER");
    }

    @Test
    void keepsTheNewestNoncurrentVersions() {
        Lifecycle lifecycle = of(r -> r.filter(f -> f.prefix(""))
                .noncurrentVersionExpiration(e -> e.noncurrentDays(5).newerNoncurrentVersions(2)));
        long due = at("2026-01-21T00:00:00Z");
        assertThat(lifecycle.noncurrent(object("k"), CREATED, 0, due)).isEqualTo(Fate.stay(Fate.NEVER));
        assertThat(lifecycle.noncurrent(object("k"), CREATED, 1, due).act()).isEqualTo(Act.STAY);
        assertThat(lifecycle.noncurrent(object("k"), CREATED, 2, due - 1)).isEqualTo(Fate.stay(due));
        assertThat(lifecycle.noncurrent(object("k"), CREATED, 2, due).act()).isEqualTo(Act.EXPIRE);
    }

    @Test
    void takesAwayMarkersThatHideNothing() {
        Lifecycle marked = of(r -> r.filter(f -> f.prefix("a")).expiration(e -> e.expiredObjectDeleteMarker(true)));
        Lifecycle aged = of(r -> r.filter(f -> f.prefix("a")).expiration(e -> e.days(3)));
        long tomorrow = at("2026-01-16T00:00:00Z");
        assertThat(marked.marker("a", CREATED, tomorrow).act()).isEqualTo(Act.EXPIRE);
        assertThat(marked.marker("b", CREATED, tomorrow).act()).isEqualTo(Act.STAY);
        assertThat(marked.current(object("a"), CREATED, tomorrow).act()).isEqualTo(Act.STAY);
        assertThat(aged.marker("a", CREATED, tomorrow)).isEqualTo(Fate.stay(at("2026-01-19T00:00:00Z")));
    }

    @Test
    void givesUpUploads() {
        Lifecycle lifecycle =
                of(r -> r.filter(f -> f.prefix("up/")).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(7)));
        long due = at("2026-01-23T00:00:00Z");
        assertThat(lifecycle.abort("up/x", CREATED)).isEqualTo(new Lifecycle.Expiry(due, "r1"));
        assertThat(lifecycle.abort("x", CREATED)).isNull();
        assertThat(lifecycle.upload("up/x", CREATED, due).act()).isEqualTo(Act.EXPIRE);
        assertThat(lifecycle.concernsObjects()).isFalse();
        assertThat(lifecycle.earliest(CREATED)).isEqualTo(due);
    }

    @Test
    void looksAgainWhenSomethingNewCanBeDue() {
        Lifecycle lifecycle =
                of(r -> r.filter(f -> f.prefix("")).expiration(e -> e.days(30)), r -> r.filter(f -> f.prefix(""))
                        .noncurrentVersionExpiration(e -> e.noncurrentDays(10)));
        assertThat(lifecycle.earliest(CREATED)).isEqualTo(at("2026-01-26T00:00:00Z"));
        Lifecycle dated =
                of(r -> r.filter(f -> f.prefix("")).expiration(e -> e.date(Instant.parse("2026-03-01T00:00:00Z"))));
        assertThat(dated.earliest(CREATED)).isEqualTo(at("2026-03-01T00:00:00Z"));
        assertThat(dated.earliest(at("2026-05-01T07:00:00Z")))
                .as("what is put after the date expires at the next midnight")
                .isEqualTo(at("2026-05-02T00:00:00Z"));
    }
}

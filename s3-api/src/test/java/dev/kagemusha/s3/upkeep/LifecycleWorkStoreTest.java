package dev.kagemusha.s3.upkeep;

import dev.kagemusha.s3.S3House;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Follower;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.logging.AccessLogs;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class LifecycleWorkStoreTest {
    private static final String BUCKET = "aging";

    @RegisterExtension
    final S3House house = new S3House();

    private final Told told = new Told();

    /** Notes what it is told, once it is committed; and fails when it has noted so much. */
    private static final class Told implements Follower {
        final List<String> events = new ArrayList<>();
        int failsOnceAt = -1;
        private int calls;

        @Override
        public String name() {
            return "";
        }

        @Override
        public boolean follows(Settings settings) {
            return true;
        }

        @Override
        public void told(Transaction tx, Site site, Settings settings, ObjectEvent event) {
            if (++calls == failsOnceAt) {
                throw new IllegalStateException("for once");
            }
            tx.afterCommit(() -> events.add(event.what() + " " + event.key()));
        }
    }

    @BeforeEach
    void open() {
        Environment environment = house.environment();
        LifecycleWork.register(
                environment,
                house.homes,
                house.configurations,
                house.lifecycles,
                house.journal,
                AccessLogs.register(environment, house.homes, house.configurations, house.journal));
        house.journal.add(told);
        house.create(BUCKET);
    }

    @SafeVarargs
    private void rules(Consumer<LifecycleRule.Builder>... rules) {
        List<LifecycleRule> built = new ArrayList<>();
        for (Consumer<LifecycleRule.Builder> rule : rules) {
            LifecycleRule.Builder builder = LifecycleRule.builder()
                    .id("r" + built.size())
                    .status(ExpirationStatus.ENABLED)
                    .filter(f -> f.prefix(""));
            rule.accept(builder);
            built.add(builder.build());
        }
        Home home = house.home(BUCKET);
        house.store().write(Locks.of(BucketTables.BUCKETS, home.scope(), BUCKET), tx -> {
            house.configurations.put(
                    tx,
                    home.scope(),
                    home.bucket().id(),
                    Kind.LIFECYCLE,
                    BucketLifecycleConfiguration.builder().rules(built).build());
            return true;
        });
    }

    private List<String> keys() {
        return house
                .listing()
                .listObjectsV2(ListObjectsV2Request.builder().bucket(BUCKET).build())
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private @Nullable Instant due() {
        Home home = house.home(BUCKET);
        return house.store()
                .read(view -> house.jobs.due(
                        view,
                        "s3.lifecycle",
                        home.scope(),
                        Long.toString(home.bucket().id())));
    }

    @Test
    void endsObjectsAtTheMidnightAfterTheirDays() {
        house.put(BUCKET, "tmp/old", "x");
        house.put(BUCKET, "kept", "x");
        rules(r -> r.filter(f -> f.prefix("tmp/")).expiration(e -> e.days(2)));
        house.advance(Duration.ofHours(23));
        house.put(BUCKET, "tmp/new", "x");
        house.advance(Duration.ofDays(2));
        assertThat(keys()).contains("kept").contains("tmp/new");
        house.advance(Duration.ofHours(25));
        assertThat(keys()).doesNotContain("tmp/old");
        house.advance(Duration.ofDays(2));
        assertThat(keys()).containsExactly("kept");
        assertThat(told.events).contains("EXPIRED tmp/old", "EXPIRED tmp/new");
    }

    @Test
    void sleepsUntilSomethingCanBeDue() {
        house.put(BUCKET, "k", "x");
        Instant today = house.clock.instant().truncatedTo(ChronoUnit.DAYS);
        rules(r -> r.expiration(e -> e.days(300)));
        house.advance(Duration.ofDays(1));
        assertThat(due()).isEqualTo(today.plus(Duration.ofDays(301)));
        rules(r -> r.status(ExpirationStatus.DISABLED).expiration(e -> e.days(1)));
        house.advance(Duration.ofDays(1));
        assertThat(due()).as("nothing is enabled").isNull();
    }

    @Test
    void wakesForTagsPutOnOldObjects() {
        house.put(BUCKET, "k", "x");
        rules(r -> r.filter(f -> f.tag(t -> t.key("done").value("yes"))).expiration(e -> e.days(100)));
        house.advance(Duration.ofDays(102));
        assertThat(keys()).containsExactly("k");
        house.tags().putObjectTagging(r -> r.bucket(BUCKET)
                .key("k")
                .tagging(t -> t.tagSet(s -> s.key("done").value("yes"))));
        house.advance(Duration.ofDays(1));
        assertThat(keys()).isEmpty();
    }

    @Test
    void movesObjectsDownWithoutTouchingTheirDate() {
        byte[] body = "x".repeat(200_000).getBytes(UTF_8);
        house.put(BUCKET, "big", body, r -> {});
        house.put(BUCKET, "small", "x");
        Instant modified = house.get(BUCKET, "big").response().lastModified();
        rules(r -> r.transitions(t -> t.days(30).storageClass(TransitionStorageClass.STANDARD_IA), t -> t.days(60)
                .storageClass(TransitionStorageClass.GLACIER_IR)));
        house.advance(Duration.ofDays(32));
        assertThat(house.get(BUCKET, "big").response().storageClassAsString()).isEqualTo("STANDARD_IA");
        house.advance(Duration.ofDays(30));
        var got = house.get(BUCKET, "big");
        assertThat(got.response().storageClassAsString()).isEqualTo("GLACIER_IR");
        assertThat(got.response().lastModified()).isEqualTo(modified);
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(house.get(BUCKET, "small").response().storageClassAsString())
                .as("less than 128 KB stay where they are")
                .isNull();
        assertThat(told.events).containsExactly("MOVED big", "MOVED big");
    }

    @Test
    void givesUpUploadsThatNobodyCompletes() {
        rules(r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(3)));
        var begun =
                house.multipart().createMultipartUpload(r -> r.bucket(BUCKET).key("up"));
        assertThat(begun.abortRuleId()).isEqualTo("r0");
        assertThat(begun.abortDate())
                .isEqualTo(house.clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(4)));
        house.advance(Duration.ofDays(2));
        assertThat(uploads()).isEqualTo(1);
        house.advance(Duration.ofDays(2));
        assertThat(uploads()).isZero();
    }

    private int uploads() {
        return house.uploadListing()
                .listMultipartUploads(r -> r.bucket(BUCKET))
                .uploads()
                .size();
    }

    @Test
    void tellsWhenAnObjectExpires() {
        rules(r -> r.id("a b").expiration(e -> e.days(1)));
        String expiration = house.put(BUCKET, "k", "x".getBytes(UTF_8), r -> {}).expiration();
        assertThat(expiration).matches("expiry-date=\"\\w{3}, \\d\\d \\w{3} \\d{4} 00:00:00 GMT\", rule-id=\"a%20b\"");
        assertThat(house.get(BUCKET, "k").response().expiration()).isEqualTo(expiration);
    }

    /** A slice that fails is a commit that was not made: it is done again, and nothing twice. */
    @Test
    void goesOnWhereItWasInterrupted() {
        for (int i = 0; i < 450; i++) {
            house.put(BUCKET, "k%03d".formatted(i), "x");
        }
        told.events.clear();
        told.calls = 0;
        told.failsOnceAt = 300;
        rules(r -> r.expiration(e -> e.days(1)));
        house.advance(Duration.ofDays(3));
        assertThat(keys()).isEmpty();
        assertThat(told.events).hasSize(450).doesNotHaveDuplicates().contains(Happening.EXPIRED + " k299");
    }
}

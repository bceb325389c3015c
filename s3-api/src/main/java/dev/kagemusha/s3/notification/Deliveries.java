package dev.kagemusha.s3.notification;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Follower;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.ServiceFlag;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Sends notifications to the webhook, in the order in which things happened and at least once: an event counts as sent when the webhook has
 * taken it for each destination. What it does not take is tried again after a while, and what comes after it waits; after a day it
 * is given up.
 *
 * <p>A bucket's job has a time that never changes while there is no failure, so that those who write at once schedule the same; it ends
 * itself under the bucket's lock, when nobody can be about to rely on it.
 */
public final class Deliveries implements Follower {
    private static final String FLAG = "s3-notification-webhook";
    private static final String KIND = "s3.notify";
    private static final String TEST = "s3.notifyTest";
    private static final int SLICE = 50;
    private static final long SLICE_BYTES = 1 << 20;
    private static final long SLICE_NANOS = 1_000_000_000;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration GIVEN_UP = Duration.ofDays(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Ids IDS = Ids.secure();

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Homes homes;
    private final Configurations configurations;
    private final Journal journal;
    private final Webhook webhook;

    private Deliveries(
            Environment environment, Homes homes, Configurations configurations, Journal journal, Webhook webhook) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.homes = homes;
        this.configurations = configurations;
        this.journal = journal;
        this.webhook = webhook;
    }

    /** The flag that names the webhook. */
    public static ServiceFlag flag() {
        return new ServiceFlag(FLAG, "URL", "", "where event notifications are posted", given -> {
            if (!given.isEmpty()) {
                Object ignored = Webhook.parse(given);
            }
        });
    }

    /** Registers the jobs, and follows buckets that have notifications, if there is a webhook; without one they are kept and no more. */
    public static void register(Environment environment, Homes homes, Configurations configurations, Journal journal) {
        String given = environment.settings().get(FLAG, "");
        if (given.isEmpty()) {
            return;
        }
        Webhook webhook = new Webhook(Webhook.parse(given));
        Deliveries deliveries = new Deliveries(environment, homes, configurations, journal, webhook);
        deliveries.jobs.handle(KIND, deliveries::run);
        deliveries.jobs.handle(TEST, deliveries::test);
        configurations.watch(deliveries::configured);
        journal.add(deliveries);
    }

    private void configured(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name) {
        String key = Long.toString(bucket);
        if (kind == null) {
            jobs.cancel(tx, KIND, scope, key);
            jobs.cancel(tx, TEST, scope, key);
        } else if (kind.equals(Kind.NOTIFICATION)) {
            if (routes(configurations.of(tx, scope, bucket)) == null) {
                jobs.cancel(tx, KIND, scope, key);
                journal.end(tx, scope, bucket, this);
            } else {
                journal.begin(tx, scope, bucket, this);
                jobs.schedule(tx, TEST, scope, key, Instant.EPOCH);
            }
        }
    }

    private static @Nullable Routes routes(Settings settings) {
        NotificationConfiguration configuration = settings.get(Kind.NOTIFICATION);
        Routes routes = configuration == null ? null : Routes.of(configuration);
        return routes == null || routes.none() ? null : routes;
    }

    @Override
    public String name() {
        return "notification";
    }

    @Override
    public boolean follows(Settings settings) {
        return settings.get(Kind.NOTIFICATION) != null;
    }

    @Override
    public void told(Transaction tx, Site site, Settings settings, ObjectEvent event) {
        String key = Long.toString(site.bucket());
        if (jobs.due(tx, KIND, site.scope(), key) == null) {
            jobs.schedule(tx, KIND, site.scope(), key, Instant.EPOCH);
        }
    }

    private void run(JobRun run) {
        long bucket = Long.parseLong(run.key());
        Home home = homes.find(run.scope(), bucket);
        Routes routes = home == null ? null : routes(configurations.of(run.scope(), bucket));
        if (home == null || routes == null) {
            done(run, home);
            return;
        }
        Site site = homes.site(home);
        ChangeLog.Slice slice = journal.read(site, this, SLICE, SLICE_BYTES);
        if (slice == null) {
            done(run, home);
            return;
        }
        Messages messages = messages(site);
        long reached = slice.next();
        boolean refused = false;
        long started = clock.ticks();
        for (ChangeLog.Entry entry : slice.entries()) {
            boolean old = clock.millis() - entry.millis() > GIVEN_UP.toMillis();
            if (!old && !send(messages, routes, entry)) {
                refused = true;
            }
            if (refused || clock.ticks() - started > SLICE_NANOS) {
                reached = refused ? entry.number() : entry.number() + 1;
                break;
            }
        }
        settle(run, home, site, reached, refused);
    }

    private void settle(JobRun run, Home home, Site site, long reached, boolean refused) {
        store.write(Homes.alone(home), tx -> {
            journal.reached(tx, site, this, reached);
            if (refused) {
                int tries = run.cursor().length == 0 ? 0 : new KeyReader(run.cursor()).u32();
                long wait = Math.min(FIRST_WAIT.toMillis() << Math.min(tries, MOST_DOUBLINGS), LONGEST_WAIT.toMillis());
                run.at(
                        tx,
                        Instant.ofEpochMilli(Math.max(clock.millis(), run.due().toEpochMilli()) + wait),
                        new KeyWriter().u32(tries + 1).toBytes());
            } else if (journal.more(tx, site, this)) {
                run.again(tx, new byte[0]);
            } else {
                run.done(tx);
            }
            return true;
        });
    }

    private void done(JobRun run, @Nullable Home home) {
        store.write(home == null ? Locks.NONE : Homes.alone(home), tx -> {
            run.done(tx);
            return true;
        });
    }

    private static Messages messages(Site site) {
        return new Messages(
                site.partition(), site.region(), site.name(), site.account(), S3Call.canonicalUser(site.account()));
    }

    private boolean send(Messages messages, Routes routes, ChangeLog.Entry entry) {
        ObjectEvent event = ObjectEvent.decode(entry.record());
        if (routes.eventBridge()) {
            String envelope = messages.envelope(event, entry.number(), entry.millis(), id(messages, entry));
            if (envelope != null && !webhook.post("", envelope)) {
                return false;
            }
        }
        for (Routes.Route route : routes.routes()) {
            if (route.takes(event.what(), event.key())
                    && !webhook.post(route.arn(), messages.record(event, entry.number(), entry.millis(), route.id()))) {
                return false;
            }
        }
        return true;
    }

    /** The same each time, so that who gets an event twice can tell. */
    private static String id(Messages messages, ChangeLog.Entry entry) {
        return UUID.nameUUIDFromBytes((messages.bucket() + " " + entry.number()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Queues and topics are told once that they are configured; nobody waits for them to answer. */
    private void test(JobRun run) {
        long bucket = Long.parseLong(run.key());
        Home home = homes.find(run.scope(), bucket);
        Routes routes = home == null ? null : routes(configurations.of(run.scope(), bucket));
        if (home != null && routes != null) {
            String message = messages(homes.site(home)).test(IDS.upperAlphanumeric(16), clock.millis());
            for (Routes.Route route : routes.routes()) {
                if (!route.arn().contains(":lambda:") && !webhook.post(route.arn(), message)) {
                    break;
                }
            }
        }
        done(run, home);
    }
}

package dev.kagemusha.s3.analytics;

import dev.kagemusha.s3.Rows;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.watch.Request;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;

import java.time.Duration;
import java.util.List;

/**
 * Counts what is put and read in buckets that are analysed, by the day, the storage class and the age of the object. Requests that failed
 * do not count, nor do uploads in parts, as on AWS.
 */
public final class Accesses {
    /** bucket id, configuration, day, storage class, age → what was done */
    static final Table<AccessKey, Heat> ROWS =
            new Table<>(225, "s3.accesses", new AccessKey.Codec(), Rows.value(Heat::encode, Heat::decode));

    private final StateStore store;

    public Accesses(StateStore store) {
        this.store = store;
    }

    /** Counts a request to a bucket that is analysed. */
    public void count(Request request) {
        Watched watched = request.watched();
        Watched.About about = watched.about();
        var configurations = watched.settings().all(Kind.ANALYTICS).values();
        List<String> keys = configurations.isEmpty() ? List.of() : request.keys();
        if (about == null || keys.isEmpty() || request.record().status() >= 300) {
            return;
        }
        Heat heat = heat(request, about);
        if (heat.equals(Heat.NONE)) {
            return;
        }
        Site site = watched.site();
        long now = request.record().time().toEpochMilli();
        int day = Math.toIntExact(now / Duration.ofDays(1).toMillis());
        int age = Age.of(about.modified(), now, about.size());
        for (AnalyticsConfiguration each : configurations) {
            Filter filter = Filter.of(each.filter());
            if (keys.getFirst().startsWith(filter.prefix()) && filter.hasTags(about.tags())) {
                add(
                        site,
                        new AccessKey(site.bucket(), each.id(), day, StorageClasses.number(about.storageClass()), age),
                        heat);
            }
        }
    }

    private static Heat heat(Request request, Watched.About about) {
        boolean source = request.watched().source();
        return switch (request.record().operation()) {
            case "GetObject" -> new Heat(0, Math.max(0, request.record().sent()), 1);
            case "PutObject" -> new Heat(about.size(), 0, 0);
            case "CopyObject" -> source ? new Heat(0, about.size(), 1) : new Heat(about.size(), 0, 0);
            default -> Heat.NONE;
        };
    }

    private void add(Site site, AccessKey key, Heat heat) {
        store.write(Locks.of(ROWS, site.scope(), key), tx -> {
            Heat known = tx.get(ROWS, site.scope(), key);
            tx.upsert(ROWS, site.scope(), key, known == null ? heat : known.plus(heat));
            return true;
        });
    }
}

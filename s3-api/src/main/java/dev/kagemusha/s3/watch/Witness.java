package dev.kagemusha.s3.watch;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.website.WebsiteHost;
import dev.kagemusha.service.Addressing;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Told of every call when it is over; tells those who want to know of the ones in watched buckets. A call notes such buckets in its
 * audit record, when it asks for a permission and again when it gets to work, so that a bucket nobody watches costs a look at an empty
 * map. Only a call that failed before it asked for anything (a signature that does not hold, a body that cannot be read) has its bucket
 * looked for here.
 */
public final class Witness implements Consumer<AuditRecord> {
    private final Addressing addressing;
    private final Homes homes;
    private final Configurations configurations;
    private final List<Consumer<Request>> told;

    public Witness(Addressing addressing, Homes homes, Configurations configurations, List<Consumer<Request>> told) {
        this.addressing = addressing;
        this.homes = homes;
        this.configurations = configurations;
        this.told = told;
    }

    @Override
    public void accept(AuditRecord record) {
        Map<String, Object> notes = record.notes();
        if (!notes.isEmpty()) {
            for (Map.Entry<String, Object> note : notes.entrySet()) {
                if (note.getValue() instanceof Watched watched && !repeated(note.getKey(), notes)) {
                    tell(record, watched);
                }
            }
        } else if (record.status() >= 400
                && record.parentRequestId() == null
                && record.resources().isEmpty()) {
            Watched watched = refused(record);
            if (watched != null) {
                tell(record, watched);
            }
        }
    }

    private static boolean repeated(String name, Map<String, Object> notes) {
        return name.startsWith(Watched.ASKED)
                && notes.containsKey(Watched.FOUND + name.substring(Watched.ASKED.length()));
    }

    private void tell(AuditRecord record, Watched watched) {
        Request request = new Request(record, watched);
        for (Consumer<Request> each : told) {
            each.accept(request);
        }
    }

    private @Nullable Watched refused(AuditRecord record) {
        WebsiteHost website = WebsiteHost.parse(record.head().host());
        Address to = addressing.address(record.head());
        String bucket = website != null ? website.bucket() : to.labels().get("Bucket");
        Home home = bucket == null ? null : homes.named(record.region(), bucket);
        if (home == null) {
            return null;
        }
        Settings settings = configurations.of(home.scope(), home.bucket().id());
        String path = website != null ? record.head().path() : to.path();
        return settings.watched()
                ? Watched.refused(
                        homes.site(home),
                        settings,
                        path.length() > 1 ? QueryString.decodePath(path.substring(1)) : null)
                : null;
    }
}

package dev.kagemusha.s3.service;

import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.access.BucketAccess;
import dev.kagemusha.s3.access.Guards;
import dev.kagemusha.s3.access.Lists;
import dev.kagemusha.s3.access.Policies;
import dev.kagemusha.s3.analytics.Accesses;
import dev.kagemusha.s3.analytics.AnalyticsWork;
import dev.kagemusha.s3.body.Integrity;
import dev.kagemusha.s3.bucket.BucketDefaults;
import dev.kagemusha.s3.bucket.BucketVersions;
import dev.kagemusha.s3.bucket.Buckets;
import dev.kagemusha.s3.bucket.Contents;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.document.Desk;
import dev.kagemusha.s3.document.Lifecycles;
import dev.kagemusha.s3.document.NamedConfigurations;
import dev.kagemusha.s3.document.Notifications;
import dev.kagemusha.s3.document.Options;
import dev.kagemusha.s3.document.Replications;
import dev.kagemusha.s3.document.Schema;
import dev.kagemusha.s3.document.Sharing;
import dev.kagemusha.s3.encryption.BucketKeys;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.inventory.InventoryWork;
import dev.kagemusha.s3.lifecycle.LifecycleIndex;
import dev.kagemusha.s3.listing.Listing;
import dev.kagemusha.s3.listing.VersionListing;
import dev.kagemusha.s3.logging.AccessLogs;
import dev.kagemusha.s3.metric.RequestMetrics;
import dev.kagemusha.s3.metric.StorageMetrics;
import dev.kagemusha.s3.multipart.Multipart;
import dev.kagemusha.s3.multipart.PartCopying;
import dev.kagemusha.s3.multipart.UploadIds;
import dev.kagemusha.s3.multipart.UploadListing;
import dev.kagemusha.s3.multipart.Uploads;
import dev.kagemusha.s3.notification.Deliveries;
import dev.kagemusha.s3.object.Attributes;
import dev.kagemusha.s3.object.Copying;
import dev.kagemusha.s3.object.Deletion;
import dev.kagemusha.s3.object.ObjectHolds;
import dev.kagemusha.s3.object.ObjectTags;
import dev.kagemusha.s3.object.Objects;
import dev.kagemusha.s3.object.Relocking;
import dev.kagemusha.s3.object.Restores;
import dev.kagemusha.s3.object.Restoring;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.Torrents;
import dev.kagemusha.s3.replication.Replication;
import dev.kagemusha.s3.upkeep.LifecycleWork;
import dev.kagemusha.s3.watch.Witness;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.ServiceFlag;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.Ids;
import software.amazon.awssdk.services.s3.S3Client;

import java.util.List;
import java.util.function.Function;

/** Amazon S3. Each chapter implements its own operations of {@link S3Client}. */
public final class S3Service implements Service {
    private static final String BLOCKED = "s3-blocked-encryption";
    private static final String LEGACY_ACCESS = "s3-legacy-access";
    private static final String NONE = "none";
    private static final String CUSTOMER_KEYS = "sse-c";

    /** Bytes of a body that is not streamed: the XML of a thousand keys to delete, or of ten thousand parts. */
    private static final int BODY_LIMIT = 8 * 1024 * 1024;

    /** With the names of services beside S3 whose operations its client has too. */
    private static final SigningProfile SIGNING = new SigningProfile(
            SigningProfile.S3.family(),
            List.of(S3Call.SERVICE, OtherServiceRoute.DIRECTORY_BUCKETS, OtherServiceRoute.OBJECT_LAMBDA),
            SigningProfile.S3.skew(),
            SigningProfile.S3.anonymous());

    @Override
    public String name() {
        return S3Call.SERVICE;
    }

    @Override
    public List<ServiceFlag> flags() {
        return List.of(
                new ServiceFlag(
                        BLOCKED,
                        "none|sse-c",
                        NONE,
                        "what new buckets refuse: AWS's block SSE-C since April 2026",
                        S3Service::requireKnown),
                ServiceFlag.toggle(
                        LEGACY_ACCESS, "new buckets as before April 2023: ACLs count, public access is not blocked"),
                Deliveries.flag(),
                Replication.flag());
    }

    private static void requireKnown(String value) {
        if (!value.equals(NONE) && !value.equals(CUSTOMER_KEYS)) {
            throw new IllegalArgumentException("none or sse-c");
        }
    }

    @Override
    public Definition define(Environment environment) {
        StateStore store = environment.store();
        UploadIds ids = new UploadIds();
        BucketKeys keys = new BucketKeys(environment.clock());
        store.onReset(keys::clear);
        Configurations configurations = new Configurations(store);
        Journal journal = new Journal(store, environment.changes(), configurations);
        LifecycleIndex lifecycles = new LifecycleIndex(configurations);
        Homes homes = new Homes(store);
        AccessLogs accessLogs = AccessLogs.register(environment, homes, configurations, journal);
        LifecycleWork.register(environment, homes, configurations, lifecycles, journal, accessLogs);
        RequestMetrics requestMetrics = new RequestMetrics(environment.metrics());
        StorageMetrics.register(environment, homes, configurations, journal);
        Accesses accesses = new Accesses(store);
        AnalyticsWork.register(environment, homes, configurations);
        InventoryWork.register(environment, homes, configurations);
        Restores restores = Restores.register(environment, homes, journal);
        Deliveries.register(environment, homes, configurations, journal);
        Function<Call, S3Call> s3 = call -> new S3Call(call, store, keys, journal, lifecycles, configurations);
        Replication.register(environment, homes, configurations, journal, s3);
        Schema schema = new Schema();
        Ids random = Ids.secure();
        Function<Call, Desk> desk = call -> new Desk(s3.apply(call));
        List<Contents> contents =
                List.of(Shelf.contents(), Uploads.contents(store.blobs()), Desk.contents(configurations));
        S3Addressing addressing = new S3Addressing();
        boolean open = environment.settings().get(LEGACY_ACCESS, "false").equals("true");
        boolean blocked = environment.settings().get(BLOCKED, NONE).equals(CUSTOMER_KEYS);
        return Definition.of(S3Call.SERVICE, S3Client.class, Chapter.class)
                .signing(SIGNING)
                .protocols(Protocols.restXml())
                .addressing(addressing)
                .routes(new BrowserRoutes(addressing, s3, configurations))
                .bodyLimit(BODY_LIMIT)
                .brief("GetObject", "HeadObject", "PutObject", "DeleteObject", "HeadBucket")
                .bodyCheck(new Integrity())
                .observer(new Witness(
                        addressing,
                        homes,
                        configurations,
                        List.of(accessLogs::observe, requestMetrics::count, accesses::count)))
                .actions(DocumentActions.addTo(S3Actions.table()))
                .chapter(Buckets.class, call -> new Buckets(s3.apply(call), blocked, open, contents))
                .chapter(BucketDefaults.class, call -> new BucketDefaults(s3.apply(call)))
                .chapter(BucketVersions.class, call -> new BucketVersions(s3.apply(call)))
                .chapter(Objects.class, call -> new Objects(s3.apply(call)))
                .chapter(Listing.class, call -> new Listing(s3.apply(call)))
                .chapter(VersionListing.class, call -> new VersionListing(s3.apply(call)))
                .chapter(Deletion.class, call -> new Deletion(s3.apply(call)))
                .chapter(Copying.class, call -> new Copying(s3.apply(call)))
                .chapter(Multipart.class, call -> new Multipart(s3.apply(call), ids))
                .chapter(PartCopying.class, call -> new PartCopying(s3.apply(call)))
                .chapter(Relocking.class, call -> new Relocking(s3.apply(call)))
                .chapter(Torrents.class, call -> new Torrents(s3.apply(call)))
                .chapter(Restoring.class, call -> new Restoring(s3.apply(call), restores))
                .chapter(Attributes.class, call -> new Attributes(s3.apply(call)))
                .chapter(ObjectTags.class, call -> new ObjectTags(s3.apply(call)))
                .resourcePolicies(new BucketAccess(configurations, s3))
                .chapter(Policies.class, call -> new Policies(desk.apply(call)))
                .chapter(Guards.class, call -> new Guards(desk.apply(call), schema))
                .chapter(Lists.class, call -> new Lists(desk.apply(call)))
                .chapter(Sharing.class, call -> new Sharing(desk.apply(call), schema))
                .chapter(Lifecycles.class, call -> new Lifecycles(desk.apply(call), schema, random))
                .chapter(Replications.class, call -> new Replications(desk.apply(call), schema, random))
                .chapter(Notifications.class, call -> new Notifications(desk.apply(call), schema, random))
                .chapter(Options.class, call -> new Options(desk.apply(call), schema))
                .chapter(NamedConfigurations.class, call -> new NamedConfigurations(desk.apply(call), schema))
                .chapter(ObjectHolds.class, call -> new ObjectHolds(s3.apply(call)))
                .chapter(UploadListing.class, call -> new UploadListing(s3.apply(call)));
    }
}

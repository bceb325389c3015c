package dev.kagemusha.s3.notification;

import dev.kagemusha.protocol.json.JsonText;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.ObjectEvent;
import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What destinations are sent, in AWS's forms: records for queues, topics and functions, and EventBridge's envelope.
 *
 * @param owner account of the bucket
 * @param ownerId canonical user id of that account
 */
record Messages(String partition, String region, String bucket, String owner, String ownerId) {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** The MD5 of nothing, which delete markers have as ETag in records. */
    private static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

    private String arn() {
        return "arn:" + partition + ":s3:::" + bucket;
    }

    /** Later events of a key have greater ones; AWS says to compare them as hexadecimal numbers. */
    static String sequencer(long number) {
        return String.format(Locale.ROOT, "%018X", number);
    }

    /**
     * The record of an event, in its list.
     *
     * @param configuration id of the one that sends it
     * @param number the event's in its log
     */
    String record(ObjectEvent event, long number, long millis, String configuration) {
        Happening what = event.what();
        JsonText json = new JsonText().object().array("Records").object();
        json.text("eventVersion", what.version())
                .text("eventSource", "aws:s3")
                .text("awsRegion", region)
                .text("eventTime", MILLIS.format(Instant.ofEpochMilli(millis)))
                .text("eventName", what.eventName());
        json.object("userIdentity")
                .text("principalId", event.origin().principal())
                .end();
        json.object("requestParameters")
                .text("sourceIPAddress", event.origin().address())
                .end();
        json.object("responseElements")
                .text("x-amz-request-id", event.origin().request())
                .text("x-amz-id-2", RestXml.hostId(event.origin().request()))
                .end();
        json.object("s3").text("s3SchemaVersion", "1.0").text("configurationId", configuration);
        json.object("bucket").text("name", bucket);
        json.object("ownerIdentity").text("principalId", ownerId).end();
        json.text("arn", arn()).end();
        json.object("object").text("key", encoded(event.key()));
        if (what.marker()) {
            json.text("eTag", EMPTY);
        } else if (!what.gone()) {
            json.number("size", event.size()).text("eTag", event.etag());
        }
        if (event.versionId() != null) {
            json.text("versionId", event.versionId());
        }
        json.text("sequencer", sequencer(number)).end().end();
        details(json, event);
        return json.end().endArray().end().toString();
    }

    /** As AWS does: a space is a plus, a slash stays. */
    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static void details(JsonText json, ObjectEvent event) {
        switch (event.what()) {
            case MOVED ->
                json.object("lifecycleEventData")
                        .object("transitionEventData")
                        .text("destinationStorageClass", event.detail())
                        .end()
                        .end();
            case RESTORE_COMPLETED, RESTORE_EXPIRED ->
                json.object("glacierEventData")
                        .object("restoreEventData")
                        .text("lifecycleRestorationExpiryTime", MILLIS.format(Instant.parse(part(event, 0))))
                        .text("lifecycleRestoreStorageClass", part(event, 1))
                        .end()
                        .end();
            case REPLICATION_FAILED, REPLICATION_MISSED, REPLICATION_LATE, REPLICATION_UNTRACKED -> {
                json.object("replicationEventData")
                        .text("replicationRuleId", part(event, 0))
                        .text("destinationBucket", part(event, 1))
                        .text("s3Operation", part(event, 2))
                        .text("requestTime", part(event, 3));
                if (event.what() == Happening.REPLICATION_FAILED) {
                    json.text("failureReason", part(event, 4));
                }
                json.end();
            }
            default -> {}
        }
    }

    /** Details of several parts are lines. */
    private static String part(ObjectEvent event, int index) {
        String[] parts = event.detail().split("\n", -1);
        return index < parts.length ? parts[index] : "";
    }

    /** The event for EventBridge, or null if it is not told of such. */
    @Nullable
    String envelope(ObjectEvent event, long number, long millis, String id) {
        Happening what = event.what();
        if (what.detailType() == null) {
            return null;
        }
        JsonText json = new JsonText().object();
        json.text("version", "0")
                .text("id", id)
                .text("detail-type", what.detailType())
                .text("source", "aws.s3")
                .text("account", owner)
                .text("time", SECONDS.format(Instant.ofEpochMilli(millis)))
                .text("region", region);
        json.array("resources").text(arn()).endArray();
        json.object("detail").text("version", "0");
        json.object("bucket").text("name", bucket).end();
        json.object("object").text("key", event.key());
        if (!what.gone() && !what.marker()) {
            json.number("size", event.size());
        }
        if (!what.gone()) {
            json.text("etag", what.marker() ? EMPTY : event.etag());
        }
        if (event.versionId() != null) {
            json.text("version-id", event.versionId());
        }
        if (what.created() || what.gone() || what.marker()) {
            json.text("sequencer", sequencer(number));
        }
        json.end();
        json.text("request-id", event.origin().request())
                .text("requester", event.origin().requester());
        if (!what.byLifecycle() && what != Happening.RESTORE_COMPLETED && what != Happening.RESTORE_EXPIRED) {
            json.text("source-ip-address", event.origin().address());
        }
        if (what.reason() != null) {
            json.text("reason", what.reason());
        }
        switch (what) {
            case REMOVED, EXPIRED -> json.text("deletion-type", "Permanently Deleted");
            case REMOVED_BY_MARKER, EXPIRED_BY_MARKER -> json.text("deletion-type", "Delete Marker Created");
            case MOVED -> json.text("destination-storage-class", event.detail());
            case RESTORE_BEGUN -> json.text("source-storage-class", part(event, 1));
            case RESTORE_COMPLETED ->
                json.text("restore-expiry-time", part(event, 0)).text("source-storage-class", part(event, 1));
            default -> {}
        }
        return json.end().end().toString();
    }

    /** What a destination is sent when a configuration that names it is put. */
    String test(String request, long millis) {
        return new JsonText()
                .object()
                .text("Service", "Amazon S3")
                .text("Event", "s3:TestEvent")
                .text("Time", MILLIS.format(Instant.ofEpochMilli(millis)))
                .text("Bucket", bucket)
                .text("RequestId", request)
                .text("HostId", RestXml.hostId(request))
                .end()
                .toString();
    }
}

package dev.kagemusha.s3.watch;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.website.WebsiteHost;
import dev.kagemusha.s3.website.WebsiteRoute;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A request to a watched bucket when it is over. A copy between two such buckets is one for each. */
public record Request(AuditRecord record, Watched watched) {
    /** Whether another service made it, and no request came over the wire. */
    public boolean inside() {
        return record.parentRequestId() != null;
    }

    public boolean website() {
        return !inside() && WebsiteHost.parse(record.head().host()) != null;
    }

    /** Whether it is a browser's form. */
    public boolean form() {
        String type = inside() ? null : record.head().headers().first("content-type");
        return type != null && type.startsWith("multipart/form-data") && method().equals("POST");
    }

    /** The HTTP method; of a call that was none the operation's. */
    public String method() {
        if (!inside()) {
            return record.head().method();
        }
        String operation = record.operation();
        if (operation.startsWith("Get") || operation.startsWith("List")) {
            return "GET";
        }
        if (operation.startsWith("Head")) {
            return "HEAD";
        }
        if (operation.equals("DeleteObjects")
                || operation.equals("CreateMultipartUpload")
                || operation.startsWith("Complete")
                || operation.startsWith("Restore")
                || operation.startsWith("Select")) {
            return "POST";
        }
        return operation.startsWith("Delete") || operation.startsWith("Abort") ? "DELETE" : "PUT";
    }

    /** Keys of the bucket's objects that it asked something of, in order; of a request refused early the one in its path. */
    public List<String> keys() {
        String objects = watched.site().arn() + "/";
        List<String> keys = new ArrayList<>();
        for (String resource : record.resources()) {
            if (resource.startsWith(objects)) {
                keys.add(resource.substring(objects.length()));
            }
        }
        String named = watched.key();
        if (keys.isEmpty() && named != null) {
            keys.add(named);
        }
        return keys;
    }

    /** The code of the error that it was answered with, or null. */
    public @Nullable String error() {
        String code = record.errorCode();
        return code == null && record.status() >= 400 && record.notes().get(WebsiteRoute.ERROR) instanceof String told
                ? told
                : code;
    }

    /** ARN of the access point it came through, or null. */
    public @Nullable String accessPoint() {
        return record.notes().get(Watched.ACCESS_POINT) instanceof String arn ? arn : null;
    }
}

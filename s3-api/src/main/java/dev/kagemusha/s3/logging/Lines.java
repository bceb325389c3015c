package dev.kagemusha.s3.logging;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.watch.Request;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines that an access log has of a request: one, but two of a copy inside a bucket and one more for each key of a list to delete. */
final class Lines {
    private static final String COPY_SOURCE = "x-amz-copy-source";
    private static final String VERSION = "versionId";

    private final Request request;
    private final AuditRecord record;
    private final Watched watched;
    private final RequestHead head;

    private Lines(Request request) {
        this.request = request;
        this.record = request.record();
        this.watched = request.watched();
        this.head = record.head();
    }

    static List<String> of(Request request) {
        return new Lines(request).all();
    }

    /** What lifecycle did: nobody's request. */
    static String ofLifecycle(
            Site site,
            long millis,
            String request,
            String operation,
            String key,
            long size,
            @Nullable String versionId) {
        return new Line(
                        S3Call.canonicalUser(site.account()),
                        site.name(),
                        millis,
                        "-",
                        "AmazonS3",
                        request,
                        operation,
                        key,
                        null,
                        0,
                        null,
                        -1,
                        size,
                        -1,
                        null,
                        null,
                        versionId,
                        RestXml.hostId(request),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false)
                .text();
    }

    private List<String> all() {
        List<String> keys = request.keys();
        String operation = record.operation();
        String name = Operations.name(operation, request.method(), request.website(), request.form(), !keys.isEmpty());
        List<String> lines = new ArrayList<>();
        if (operation.equals("DeleteObjects")) {
            lines.add(line(name, null, null));
            for (String key : keys) {
                lines.add(line("BATCH.DELETE.OBJECT", key, null));
            }
            return lines;
        }
        String key = keys.isEmpty() ? null : keys.getFirst();
        if (watched.source()) {
            lines.add(line(name + "_GET", key, sourceVersion()));
            return lines;
        }
        String copied = copiedHere();
        if (copied != null) {
            lines.add(line(name + "_GET", copied, sourceVersion()));
            for (String each : keys) {
                key = each.equals(copied) ? key : each;
            }
        }
        lines.add(line(name, key, query(VERSION)));
        return lines;
    }

    private @Nullable String query(String name) {
        return head.query().contains(name + "=")
                ? QueryString.parse(head.query()).first(name)
                : null;
    }

    /** The key of this bucket that is copied to another one of it, or null. */
    private @Nullable String copiedHere() {
        String source = request.inside() ? null : head.headers().first(COPY_SOURCE);
        if (source == null) {
            return null;
        }
        String path = source.startsWith("/") ? source.substring(1) : source;
        int end = path.indexOf('?');
        String decoded = QueryString.decodePath(end < 0 ? path : path.substring(0, end));
        String here = watched.site().name() + "/";
        return decoded.startsWith(here) ? decoded.substring(here.length()) : null;
    }

    private @Nullable String sourceVersion() {
        String source = head.headers().first(COPY_SOURCE);
        int at = source == null ? -1 : source.indexOf("?versionId=");
        return source == null || at < 0 ? null : source.substring(at + VERSION.length() + 2);
    }

    private String line(String operation, @Nullable String key, @Nullable String versionId) {
        Headers headers = head.headers();
        String authorization = headers.first("authorization");
        boolean query =
                head.query().contains("X-Amz-Signature=") || head.query().contains("Signature=");
        boolean old = authorization == null ? !head.query().contains("X-Amz-") : authorization.startsWith("AWS ");
        boolean over = !request.inside();
        boolean signed = over && (authorization != null || query || (request.form() && !anonymous()));
        boolean ofForm = authorization == null && !query;
        Watched.About about = watched.about();
        return new Line(
                        S3Call.canonicalUser(watched.site().account()),
                        watched.site().name(),
                        record.time().toEpochMilli(),
                        address(),
                        requester(record.caller()),
                        record.requestId(),
                        operation,
                        key,
                        uri(key),
                        record.status(),
                        request.error(),
                        over ? record.sent() : -1,
                        about == null ? -1 : about.size(),
                        record.micros() / 1000,
                        over ? headers.first("referer") : null,
                        over ? headers.first("user-agent") : null,
                        versionId,
                        RestXml.hostId(record.requestId()),
                        !signed ? null : old && !ofForm ? "SigV2" : "SigV4",
                        null,
                        !signed ? null : authorization != null ? "AuthHeader" : query ? "QueryString" : null,
                        over ? headers.first("host") : null,
                        null,
                        request.accessPoint(),
                        byAcl())
                .text();
    }

    private boolean anonymous() {
        return record.caller() == null || record.caller() instanceof Caller.Anonymous;
    }

    private String address() {
        return request.inside() || head.remote().getAddress() == null
                ? "-"
                : head.remote().getAddress().getHostAddress();
    }

    private String uri(@Nullable String key) {
        String target = request.inside()
                ? "/" + watched.site().name() + (key == null ? "" : "/" + Line.encoded(key))
                : head.path() + query(head);
        return request.method() + " " + target + " HTTP/1.1";
    }

    /** Without what would let a reader of the log make the request again. */
    private static String query(RequestHead head) {
        String query = head.query();
        if (query.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("?");
        for (String part : query.split("&", -1)) {
            String name = part.substring(0, Math.max(0, part.indexOf('=') + 1));
            boolean secret = name.toLowerCase(Locale.ROOT).endsWith("signature=")
                    || name.equalsIgnoreCase("X-Amz-Security-Token=");
            out.append(out.length() > 1 ? "&" : "").append(secret ? name + "REDACTED" : part);
        }
        return out.toString();
    }

    /** Whether nothing but an ACL let it through: then no statement did, and the caller is not of the owner's account. */
    private boolean byAcl() {
        String decision = record.decision();
        Caller caller = record.caller();
        return record.notes().containsKey("granted by ACL")
                && decision != null
                && decision.endsWith(" allow")
                && caller != null
                && !caller.account().equals(watched.site().account());
    }

    private static @Nullable String requester(@Nullable Caller caller) {
        return switch (caller) {
            case null -> null;
            case Caller.Anonymous nobody -> null;
            case Caller.Root root -> S3Call.canonicalUser(root.account());
            case Caller.ServicePrincipal service -> "svc:" + service.name();
            default -> caller.arn();
        };
    }
}

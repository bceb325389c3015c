package dev.kagemusha.s3.metric;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.http.Headers;
import dev.kagemusha.metrics.Counter;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.watch.Request;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests for the metrics configurations of their buckets. Errors are counted as 0 or 1 for each request, so that their average
 * is a rate. Latencies end when the answer is ready: a body that streams is sent after that.
 */
public final class RequestMetrics {
    /** Configurations whose counters are kept at once; when there are more, all are made anew, and nothing is lost by that. */
    private static final int KEPT = 1_024;

    private static final double MICROS = 1_000;

    private static final Set<String> LISTS =
            Set.of("ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads", "ListParts");

    private final Metrics metrics;
    private final Map<Which, Counters> counters = new ConcurrentHashMap<>();

    public RequestMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    private record Which(Site site, String filterId) {}

    /** Counts a request to a bucket that has metrics configurations. */
    public void count(Request request) {
        Watched watched = request.watched();
        for (MetricsConfiguration each : watched.settings().all(Kind.METRICS).values()) {
            if (Filter.of(each.filter()).takes(request)) {
                counters(new Which(watched.site(), each.id())).count(request);
            }
        }
    }

    private Counters counters(Which which) {
        Counters known = counters.get(which);
        if (known != null) {
            return known;
        }
        if (counters.size() >= KEPT) {
            counters.clear();
        }
        return counters.computeIfAbsent(which, missing -> new Counters(metrics, which));
    }

    /** The metric that counts requests of this kind beside all requests, or null. */
    static @Nullable String kind(String operation, String method, boolean ofObject, boolean source) {
        if (source) {
            return "GetRequests"; // a copy reads its source
        }
        if (LISTS.contains(operation)) {
            return "ListRequests";
        }
        return switch (operation) {
            case "SelectObjectContent" -> "SelectRequests";
            case "DeleteObjects" -> "DeleteRequests";
            default ->
                switch (method) {
                    case "HEAD" -> "HeadRequests";
                    case "POST" -> "PostRequests";
                    case "GET" -> ofObject ? "GetRequests" : null;
                    case "PUT" -> ofObject ? "PutRequests" : null;
                    case "DELETE" -> ofObject ? "DeleteRequests" : null;
                    default -> null;
                };
        };
    }

    /** Bytes of the body that a request brought, or 0. */
    private static long received(Request request) {
        Watched.About about = request.watched().about();
        if (request.inside()) {
            return about != null && request.record().operation().equals("PutObject") ? about.size() : 0;
        }
        Headers headers = request.record().head().headers();
        String plain = headers.first("x-amz-decoded-content-length");
        try {
            return plain == null ? request.record().head().contentLength() : Long.parseLong(plain);
        } catch (NumberFormatException malformed) { // for which it was refused
            return 0;
        }
    }

    /** The counters of a configuration. */
    private static final class Counters {
        private final Metrics metrics;
        private final Which which;
        private final Counter all;
        private final Counter clientErrors;
        private final Counter serverErrors;
        private final Counter firstByte;
        private final Counter total;
        private final Map<String, Counter> others = new ConcurrentHashMap<>();

        Counters(Metrics metrics, Which which) {
            this.metrics = metrics;
            this.which = which;
            this.all = counter("AllRequests", "Count", false);
            this.clientErrors = counter("4xxErrors", "Count", false);
            this.serverErrors = counter("5xxErrors", "Count", false);
            this.firstByte = counter("FirstByteLatency", "Milliseconds", true);
            this.total = counter("TotalRequestLatency", "Milliseconds", true);
        }

        private Counter counter(String name, String unit, boolean histogram) {
            Site site = which.site();
            return metrics.counter(
                    Names.scope(site),
                    Names.id(name, "BucketName", site.name(), "FilterId", which.filterId()),
                    unit,
                    histogram);
        }

        /** One that not every configuration needs. */
        private Counter other(String name, String unit) {
            Counter known = others.get(name);
            return known != null
                    ? known
                    : others.computeIfAbsent(name, missing -> counter(name, unit, unit.equals("Bytes")));
        }

        void count(Request request) {
            AuditRecord record = request.record();
            boolean source = request.watched().source();
            String kind =
                    kind(record.operation(), request.method(), !request.keys().isEmpty(), source);
            all.add(1);
            if (kind != null) {
                other(kind, "Count").add(1);
            }
            long sent = record.sent();
            if (sent > 0 && !source) {
                other("BytesDownloaded", "Bytes").add((double) sent);
            }
            long received = source ? 0 : received(request);
            if (received > 0) {
                other("BytesUploaded", "Bytes").add((double) received);
            }
            clientErrors.add(record.status() >= 400 && record.status() < 500 ? 1 : 0);
            serverErrors.add(record.status() >= 500 ? 1 : 0);
            double millis = record.micros() / MICROS;
            firstByte.add(millis);
            total.add(millis);
        }
    }
}

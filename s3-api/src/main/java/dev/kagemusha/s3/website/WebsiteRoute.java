package dev.kagemusha.s3.website;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.RouteCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A page. Who asks is nobody, whatever the request brings: a website shows what its bucket lets everybody read, and each object is read
 * as GetObject and HeadObject read it, policies included.
 */
public record WebsiteRoute(WebsiteHost host, Sites sites) implements Route {
    /** What a browser says about the page it has already, or the part it wants. */
    private static final List<String> ASKED =
            List.of("range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    /** What the API tells of an object and a website does not. */
    private static final Set<String> HIDDEN = Set.of(
            "accept-ranges",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-bucket-key-enabled",
            "x-amz-website-redirect-location",
            "x-amz-storage-class",
            "x-amz-tagging-count");

    /** The note that has the code of an error which a page tells. */
    public static final String ERROR = "error code";

    private static final String REDIRECT = "x-amz-website-redirect-location";

    @Override
    public String name() {
        return "WebsiteRequest";
    }

    @Override
    public Response answer(RouteCall call, Body body) {
        RequestHead head = call.head();
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            Response refused = page(call, Failure.methodNotAllowed(head.method()), null);
            refused.headers().add("Allow", "GET, HEAD, OPTIONS");
            return refused;
        }
        Sites.Hosted hosted = sites.find(call, host.bucket());
        if (hosted == null) {
            return page(call, Failure.noSuchBucket(host.bucket()), null);
        }
        if (host.region() != null && !host.region().equals(hosted.region())) {
            return page(call, Failure.elsewhere(host.in(hosted.region())), null);
        }
        if (hosted.configuration() == null) {
            return page(call, Failure.noWebsite(host.bucket()), null);
        }
        return show(call, new Site(hosted.configuration()), Visit.of(head));
    }

    private Response show(RouteCall call, Site site, Visit visit) {
        Site.Moved before = site.before(visit);
        if (before != null) {
            return moved(call, before.status(), before.location());
        }
        String key = visit.key();
        try {
            Response object = read(call, call.head().method(), site.object(key), ASKED);
            String elsewhere = object.headers().first(REDIRECT);
            if (elsewhere != null) {
                abandon(object);
                return moved(call, 301, elsewhere);
            }
            return shown(object, object.status());
        } catch (AwsServiceException e) {
            return missing(call, site, visit, Failure.of(e));
        }
    }

    private Response missing(RouteCall call, Site site, Visit visit, Failure failure) {
        call.note(ERROR, failure.code());
        int status = failure.status();
        String index = status == 404 || status == 403 ? site.indexBelow(visit.key()) : null;
        if (index != null && isThere(call, index)) {
            Response slash = page(call, Failure.found(), null);
            if (!call.head().method().equals("HEAD")) {
                Failure.found().write(slash.headers());
            }
            slash.headers().add("Location", "/" + visit.rawKey() + "/");
            return slash;
        }
        Site.Moved after = site.after(visit, status);
        if (after != null) {
            return moved(call, after.status(), after.location());
        }
        String errorKey = site.errorKey();
        if (errorKey == null || status >= 500 || call.head().method().equals("HEAD")) {
            return page(call, failure, null);
        }
        try {
            Response own = shown(read(call, "GET", errorKey, List.of()), status);
            failure.write(own.headers());
            return own;
        } catch (AwsServiceException e) {
            return page(call, failure, Failure.of(e));
        }
    }

    private boolean isThere(RouteCall call, String key) {
        try {
            return read(call, "HEAD", key, List.of()).status() == 200;
        } catch (AwsServiceException e) {
            return false;
        }
    }

    private Response read(RouteCall call, String method, String key, List<String> asked) {
        RequestHead head = call.head();
        Headers headers = new Headers();
        for (String name : asked) {
            String value = head.headers().first(name);
            if (value != null) {
                headers.add(name, value);
            }
        }
        String path = "/" + Visit.encoded(key);
        return call.perform(
                new RequestHead(method, path, "", headers, head.secure(), head.remote()),
                new Address(path, Map.of("Bucket", host.bucket())),
                RequestBody.empty());
    }

    private static Response shown(Response object, int status) {
        Headers headers = new Headers();
        object.headers().forEach((name, value) -> {
            if (!HIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(name, value);
            }
        });
        return new Response(status, headers, object.payload());
    }

    private static void abandon(Response object) {
        if (object.payload() instanceof Response.Written written) {
            written.abandon();
        }
    }

    private static Response moved(RouteCall call, int status, String location) {
        return Response.of(status, call.ids().add("Location", location), Response.NO_BYTES);
    }

    /** S3's own page; a HEAD gets the same in headers. */
    private static Response page(RouteCall call, Failure failure, @Nullable Failure ofErrorPage) {
        call.note(ERROR, failure.code());
        Headers headers = call.ids();
        if (call.head().method().equals("HEAD")) {
            failure.write(headers);
            return Response.of(failure.status(), headers, Response.NO_BYTES);
        }
        byte[] html = ErrorPage.html(failure, headers, ofErrorPage);
        return Response.of(failure.status(), headers.add("Content-Type", "text/html; charset=utf-8"), html);
    }
}

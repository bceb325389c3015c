package dev.kagemusha.s3.website;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.RouteCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.util.Locale;

/**
 * An unsigned request for something at a domain of its own, as a browser sends it. AWS serves a website at {@code www.example.com} when
 * that is an alias of a website endpoint, and the bucket of this name is meant (S3 user guide, "Configuring a static website using a
 * custom domain"). What the name is an alias of cannot be seen here: so a bucket of the host's name that is a website is shown, and
 * any other request is what it would be without.
 *
 * @param otherwise where the request goes if the domain is no website's
 */
public record DomainRoute(String domain, Address otherwise, Sites sites) implements Route {
    private static final String[] OF_SIGNATURES = {"X-Amz-Signature", "X-Amz-Algorithm", "Signature", "AWSAccessKeyId"};

    /** The domain that a request may mean a website by, or null: one with a dot, that is no address and is asked without a signature. */
    public static @Nullable String domain(RequestHead head) {
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            return null;
        }
        String host = head.host().toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        if (name.indexOf('.') <= 0 || name.startsWith("[") || isNumber(name) || isSigned(head)) {
            return null;
        }
        return name;
    }

    private static boolean isNumber(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSigned(RequestHead head) {
        if (head.headers().contains("authorization")) {
            return true;
        }
        if (head.query().isEmpty()) {
            return false;
        }
        QueryString query = QueryString.parse(head.query());
        for (String name : OF_SIGNATURES) {
            if (query.contains(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return "WebsiteRequest";
    }

    @Override
    public Response answer(RouteCall call, Body body) throws IOException {
        Sites.Hosted hosted = sites.find(call, domain);
        return hosted == null || hosted.configuration() == null
                ? call.perform(call.head(), otherwise, RequestBody.empty())
                : new WebsiteRoute(WebsiteHost.own(domain), sites).answer(call, body);
    }
}

package dev.kagemusha.s3.service;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.website.WebsiteHost;
import dev.kagemusha.service.Addressing;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * Finds a request's bucket: before an endpoint's name in the host, or first in the path.
 *
 * <p>Endpoints are {@code s3}, {@code s3.region}, {@code s3-region}, {@code s3.dualstack.region} and {@code s3-accelerate} under the known domains,
 * and {@code localhost} itself. Any other host (an address, a container's name) is an endpoint without a bucket.
 */
final class S3Addressing implements Addressing {
    private static final String[] DOMAINS = {
        ".localhost", ".localhost.localstack.cloud", ".amazonaws.com", ".amazonaws.com.cn"
    };

    @Override
    public Address address(RequestHead head) {
        String bucket = bucketInHost(head.host());
        if (bucket != null) {
            return new Address(head.path(), Map.of("Bucket", bucket));
        }
        String path = head.path();
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path.substring(Math.min(1, path.length())) : path.substring(1, end);
        if (first.isEmpty()) {
            return new Address(path, Map.of());
        }
        return new Address(end < 0 ? "/" : path.substring(end), Map.of("Bucket", QueryString.decodePath(first)));
    }

    @Override
    public boolean ownsHost(RequestHead head) {
        return bucketInHost(head.host()) != null || WebsiteHost.parse(head.host()) != null;
    }

    /** The bucket that a Host header names, or null. */
    static @Nullable String bucketInHost(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = (colon < 0 ? hostAndPort : hostAndPort.substring(0, colon)).toLowerCase(Locale.ROOT);
        for (String domain : DOMAINS) {
            if (host.endsWith(domain)) {
                String labels = host.substring(0, host.length() - domain.length());
                return bucketBeforeEndpoint(labels, domain.equals(".localhost"));
            }
        }
        return null;
    }

    /** @param bare whether a bucket may stand before the domain without {@code s3} between them */
    private static @Nullable String bucketBeforeEndpoint(String labels, boolean bare) {
        for (int start = labels.length(); start >= 0; ) {
            int dot = labels.lastIndexOf('.', start - 1);
            if (isEndpoint(labels, dot + 1)) {
                return dot > 0 ? labels.substring(0, dot) : null;
            }
            if (dot < 0) {
                break;
            }
            start = dot;
        }
        return bare && !labels.isEmpty() ? labels : null;
    }

    /** Whether the labels from here on are an endpoint of S3. */
    private static boolean isEndpoint(String labels, int from) {
        if (!labels.startsWith("s3", from)) {
            return false;
        }
        String rest = labels.substring(from + 2);
        if (rest.isEmpty() || rest.equals("-accelerate") || rest.equals("-accelerate.dualstack")) {
            return true;
        }
        if (rest.startsWith(".dualstack.")) {
            return isRegion(rest.substring(11));
        }
        if (rest.startsWith("-fips.")) {
            return isRegion(rest.substring(6));
        }
        return (rest.charAt(0) == '.' || rest.charAt(0) == '-') && isRegion(rest.substring(1));
    }

    /** As {@code us-east-1} and {@code us-gov-west-1} are formed. */
    private static boolean isRegion(String text) {
        int length = text.length();
        if (length < 9 || text.indexOf('.') >= 0 || text.indexOf('-') != 2) {
            return false;
        }
        char last = text.charAt(length - 1);
        return last >= '0' && last <= '9' && text.lastIndexOf('-') == length - 2;
    }
}

package dev.kagemusha.s3.service;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.website.WebsiteHost;
import dev.kagemusha.service.Addressing;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * Finds a request's bucket: before an endpoint's name in the host, or first in the path. Before the name of an endpoint for access
 * points is a point's, which is given as its ARN.
 *
 * <p>Endpoints are {@code s3}, {@code s3.region}, {@code s3-region}, {@code s3.dualstack.region} and {@code s3-accelerate} under the known domains,
 * and {@code localhost} itself. Any other host (an address, a container's name) is an endpoint without a bucket.
 */
final class S3Addressing implements Addressing {
    private static final String[] DOMAINS = {
        ".localhost", ".localhost.localstack.cloud", ".amazonaws.com", ".amazonaws.com.cn"
    };

    private static final String POINTS = ".s3-accesspoint";

    /** The end of an interface endpoint of a private network, before the domain. */
    private static final String PRIVATE = ".vpce";

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
                int point = labels.indexOf(POINTS);
                if (point > 0) {
                    return point(labels.substring(0, point), labels.substring(point + POINTS.length()));
                }
                return labels.endsWith(PRIVATE)
                        ? behindPrivateEndpoint(labels.substring(0, labels.length() - PRIVATE.length()))
                        : bucketBeforeEndpoint(labels, domain.equals(".localhost"));
            }
        }
        return null;
    }

    /**
     * The ARN of an access point, or null.
     *
     * @param name and account, with a hyphen between them
     * @param rest of the endpoint: its kind, if it is not the usual one, and the region
     */
    private static @Nullable String point(String name, String rest) {
        String region = rest.substring(rest.lastIndexOf('.') + 1);
        String kind = rest.substring(0, rest.length() - region.length());
        boolean known = kind.equals(".")
                || kind.equals("-fips.")
                || kind.equals(".dualstack.")
                || kind.equals("-fips.dualstack.");
        int dash = name.lastIndexOf('-');
        if (!known || !isRegion(region) || dash <= 0 || !AccessPoints.isAccount(name.substring(dash + 1))) {
            return null;
        }
        String partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        return "arn:" + partition + ":s3:" + region + ":" + name.substring(dash + 1) + ":accesspoint/"
                + name.substring(0, dash);
    }

    /** Of {@code NAME.accesspoint.vpce-1-2.s3.REGION} and {@code NAME.bucket.vpce-1-2.s3.REGION}. */
    private static @Nullable String behindPrivateEndpoint(String labels) {
        int endpoint = labels.indexOf(".vpce-");
        String named = endpoint < 0 ? "" : labels.substring(0, endpoint);
        if (named.endsWith(".accesspoint")) {
            return point(
                    named.substring(0, named.length() - ".accesspoint".length()),
                    labels.substring(labels.lastIndexOf('.')));
        }
        return named.endsWith(".bucket") ? named.substring(0, named.length() - ".bucket".length()) : null;
    }

    /** Whether a host is one of S3's own names without a bucket. */
    static boolean isEndpoint(String host) {
        for (String domain : DOMAINS) {
            if (host.endsWith(domain) || host.equals(domain.substring(1))) {
                return true;
            }
        }
        return false;
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

package dev.kagemusha.s3.website;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A host of a website: {@code bucket.s3-website-us-east-1.DOMAIN}, {@code bucket.s3-website.us-east-1.DOMAIN} (as AWS writes its newer
 * regions), or {@code bucket.s3-website.DOMAIN}, for any domain.
 *
 * @param bucket all labels before the endpoint
 * @param region null where the host names none
 * @param separator between the endpoint's word and its region
 * @param rest everything behind, with its dot and the port
 */
public record WebsiteHost(String bucket, @Nullable String region, char separator, String rest) {
    private static final String ENDPOINT = ".s3-website";

    /** A website at the domain that its bucket is called after. */
    static WebsiteHost own(String domain) {
        return new WebsiteHost(domain, null, '.', "");
    }

    /** Null for hosts of another kind. */
    public static @Nullable WebsiteHost parse(String hostAndPort) {
        int at = hostAndPort.toLowerCase(Locale.ROOT).lastIndexOf(ENDPOINT);
        if (at <= 0) {
            return null;
        }
        String host = hostAndPort.toLowerCase(Locale.ROOT);
        String bucket = host.substring(0, at);
        String behind = host.substring(at + ENDPOINT.length());
        if (behind.isEmpty() || behind.charAt(0) == ':') {
            return new WebsiteHost(bucket, null, '.', behind);
        }
        char separator = behind.charAt(0);
        int end = labelEnd(behind, 1);
        String label = behind.substring(1, end);
        if (separator != '.' && (separator != '-' || !isRegion(label))) {
            return null;
        }
        return isRegion(label)
                ? new WebsiteHost(bucket, label, separator, behind.substring(end))
                : new WebsiteHost(bucket, null, separator, behind);
    }

    private static int labelEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != ':') {
            end++;
        }
        return end;
    }

    /** As {@code us-east-1} and {@code us-gov-west-1} are formed. */
    private static boolean isRegion(String label) {
        int length = label.length();
        return length >= 9
                && label.charAt(2) == '-'
                && label.charAt(length - 2) == '-'
                && Character.isDigit(label.charAt(length - 1));
    }

    /** The same website's host in another region. */
    String in(String otherRegion) {
        return bucket + ENDPOINT + separator + otherRegion + rest;
    }
}

package dev.kagemusha.s3.cors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CORSRule;

import java.util.List;
import java.util.Locale;

/**
 * The rules of a bucket's CORS configuration, in their order: the first that covers origin, method and every announced header of a
 * request decides (S3 user guide, "Using cross-origin resource sharing").
 */
public final class CorsRules {
    private static final String ANY = "*";

    private final List<CORSRule> rules;

    public CorsRules(List<CORSRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What the first rule that covers the request grants it, or null. */
    public @Nullable Grant grant(CrossOrigin request) {
        for (CORSRule rule : rules) {
            if (rule.allowedMethods().contains(request.method())
                    && coversOrigin(rule, request.origin())
                    && coversHeaders(rule, request.headers())) {
                // a rule for everybody says so, and cannot have credentials then (Fetch standard)
                boolean everybody = rule.allowedOrigins().contains(ANY);
                return new Grant(
                        everybody ? ANY : request.origin(),
                        rule.allowedMethods(),
                        request.headers(),
                        rule.exposeHeaders(),
                        rule.maxAgeSeconds());
            }
        }
        return null;
    }

    private static boolean coversOrigin(CORSRule rule, String origin) {
        for (String pattern : rule.allowedOrigins()) {
            if (matches(pattern, origin)) {
                return true;
            }
        }
        return false;
    }

    private static boolean coversHeaders(CORSRule rule, List<String> names) {
        for (String name : names) {
            if (!coversHeader(rule, name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean coversHeader(CORSRule rule, String name) {
        for (String pattern : rule.allowedHeaders()) {
            if (matches(pattern.toLowerCase(Locale.ROOT), name)) {
                return true;
            }
        }
        return false;
    }

    /** At most one {@code *} in a pattern, which stands for any characters or none. */
    static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        int tail = pattern.length() - star - 1;
        return text.length() >= star + tail
                && text.startsWith(pattern.substring(0, star))
                && text.endsWith(pattern.substring(star + 1));
    }
}

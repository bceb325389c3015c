package dev.kagemusha.s3.website;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.IndexDocument;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RedirectAllRequestsTo;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * A website's configuration as behaviour: which object a path is, and where it leads away from here.
 *
 * <p>https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html. A rule without an error code is asked before the
 * object is read, one with a code after reading it has failed; among those of a kind the first that applies decides.
 */
final class Site {
    private final WebsiteConfiguration configuration;

    Site(WebsiteConfiguration configuration) {
        this.configuration = configuration;
    }

    /** A redirect's answer. */
    record Moved(int status, String location) {}

    /** Where the visit leads before any object is looked at, or null. */
    @Nullable
    Moved before(Visit visit) {
        RedirectAllRequestsTo all = configuration.redirectAllRequestsTo();
        if (all != null) {
            String scheme = all.protocol() == null ? visit.scheme() : all.protocolAsString();
            return new Moved(301, scheme + "://" + all.hostName() + "/" + visit.rawKey() + visit.withQuery());
        }
        for (RoutingRule rule : configuration.routingRules()) {
            Condition condition = rule.condition();
            if ((condition == null || condition.httpErrorCodeReturnedEquals() == null)
                    && covers(condition, visit.key())) {
                return moved(rule.redirect(), condition, visit);
            }
        }
        return null;
    }

    /** Where the visit leads after its object could not be read, or null. */
    @Nullable
    Moved after(Visit visit, int status) {
        String code = Integer.toString(status);
        for (RoutingRule rule : configuration.routingRules()) {
            Condition condition = rule.condition();
            if (condition != null
                    && code.equals(condition.httpErrorCodeReturnedEquals())
                    && covers(condition, visit.key())) {
                return moved(rule.redirect(), condition, visit);
            }
        }
        return null;
    }

    private static boolean covers(@Nullable Condition condition, String key) {
        return condition == null || condition.keyPrefixEquals() == null || key.startsWith(condition.keyPrefixEquals());
    }

    private static Moved moved(Redirect redirect, @Nullable Condition condition, Visit visit) {
        String target;
        if (redirect.replaceKeyWith() != null) {
            target = Visit.asWritten(redirect.replaceKeyWith());
        } else if (redirect.replaceKeyPrefixWith() != null) {
            String prefix = condition == null || condition.keyPrefixEquals() == null ? "" : condition.keyPrefixEquals();
            target = Visit.asWritten(redirect.replaceKeyPrefixWith()) + visit.rawKeyAfter(prefix) + visit.withQuery();
        } else {
            target = visit.rawKey() + visit.withQuery();
        }
        String scheme = redirect.protocol() == null ? visit.scheme() : redirect.protocolAsString();
        String host = redirect.hostName() == null ? visit.host() : redirect.hostName();
        return new Moved(status(redirect.httpRedirectCode()), scheme + "://" + host + "/" + target);
    }

    private static int status(@Nullable String code) {
        return code == null ? 301 : Integer.parseInt(code);
    }

    /** The object that a key stands for: below a slash, the index. */
    String object(String key) {
        return key.isEmpty() || key.endsWith("/") ? key + suffix() : key;
    }

    /** The index of a folder whose slash was left out; null for a key that has its slash. */
    @Nullable
    String indexBelow(String key) {
        return key.isEmpty() || key.endsWith("/") ? null : key + "/" + suffix();
    }

    private String suffix() {
        IndexDocument index = configuration.indexDocument();
        return index == null ? "" : index.suffix();
    }

    /** The page for errors of the visitor, or null. */
    @Nullable
    String errorKey() {
        return configuration.errorDocument() == null
                ? null
                : configuration.errorDocument().key();
    }
}

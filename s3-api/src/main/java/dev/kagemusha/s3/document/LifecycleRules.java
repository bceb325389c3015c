package dev.kagemusha.s3.document;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a lifecycle rule must keep (S3 API reference, PutBucketLifecycleConfiguration; user guide, "Lifecycle configuration elements"). */
@SuppressWarnings("deprecation") // the older form with a prefix is still taken
final class LifecycleRules {
    private static final int LONGEST_ID = 255;
    private static final long SECONDS_OF_DAY = 86_400;

    private LifecycleRules() {}

    static void check(LifecycleRule rule) {
        if (rule.id() != null && rule.id().length() > LONGEST_ID) {
            throw DocumentErrors.argument(
                    "ID length should not exceed allowed limit of " + LONGEST_ID, "ID", rule.id());
        }
        if ((rule.filter() == null) == (rule.prefix() == null)) {
            throw S3Errors.malformedXml();
        }
        boolean tagged = rule.filter() != null && filter(rule.filter());
        if (rule.expiration() == null
                && !rule.hasTransitions()
                && rule.noncurrentVersionExpiration() == null
                && !rule.hasNoncurrentVersionTransitions()
                && rule.abortIncompleteMultipartUpload() == null) {
            throw S3Errors.invalidRequest("At least one action needs to be specified in a rule");
        }
        if (rule.expiration() != null) {
            expiration(rule.expiration(), tagged);
        }
        rule.transitions().forEach(LifecycleRules::transition);
        if (rule.noncurrentVersionExpiration() != null) {
            expiration(rule.noncurrentVersionExpiration());
        }
        rule.noncurrentVersionTransitions().forEach(LifecycleRules::transition);
        if (rule.abortIncompleteMultipartUpload() != null) {
            if (tagged) {
                throw S3Errors.invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags");
            }
            positive(
                    rule.abortIncompleteMultipartUpload().daysAfterInitiation(),
                    "DaysAfterInitiation",
                    "AbortIncompleteMultipartUpload");
        }
        together(rule);
    }

    /** Whether the filter asks for tags. */
    private static boolean filter(LifecycleRuleFilter filter) {
        int predicates = count(
                filter.prefix(),
                filter.tag(),
                filter.objectSizeGreaterThan(),
                filter.objectSizeLessThan(),
                filter.and());
        if (predicates > 1) {
            throw S3Errors.malformedXml();
        }
        if (filter.tag() != null) {
            tags(List.of(filter.tag()));
        }
        sizes(filter.objectSizeGreaterThan(), filter.objectSizeLessThan());
        LifecycleRuleAndOperator and = filter.and();
        if (and == null) {
            return filter.tag() != null;
        }
        if (count(and.prefix(), and.objectSizeGreaterThan(), and.objectSizeLessThan())
                        + and.tags().size()
                < 2) {
            throw S3Errors.malformedXml();
        }
        tags(and.tags());
        sizes(and.objectSizeGreaterThan(), and.objectSizeLessThan());
        return !and.tags().isEmpty();
    }

    private static int count(@Nullable Object... values) {
        int there = 0;
        for (Object value : values) {
            there += value == null ? 0 : 1;
        }
        return there;
    }

    private static void tags(List<Tag> tags) {
        Set<String> seen = new HashSet<>();
        for (Tag tag : tags) {
            if (tag.key().isEmpty() || tag.key().length() > 128) {
                throw new S3Error("InvalidTag", 400, "The TagKey you have provided is invalid");
            }
            if (!seen.add(tag.key())) {
                throw S3Errors.invalidRequest("Duplicate Tag Keys are not allowed.");
            }
        }
    }

    private static void sizes(@Nullable Long greater, @Nullable Long less) {
        if ((greater != null && greater < 0) || (less != null && less < 1)) {
            throw S3Errors.invalidRequest(
                    "'ObjectSizeGreaterThan' should be a non-negative, 'ObjectSizeLessThan' a positive"
                            + " number of bytes");
        }
        if (greater != null && less != null && less <= greater) {
            throw S3Errors.invalidRequest(
                    "'ObjectSizeLessThan' must be greater than 'ObjectSizeGreaterThan' in a lifecycle filter");
        }
    }

    private static void expiration(LifecycleExpiration expiration, boolean tagged) {
        if (count(expiration.days(), expiration.date(), expiration.expiredObjectDeleteMarker()) != 1) {
            throw S3Errors.malformedXml();
        }
        if (expiration.days() != null) {
            positive(expiration.days(), "Days", "Expiration");
        }
        if (expiration.date() != null) {
            midnight(expiration.date());
        }
        if (expiration.expiredObjectDeleteMarker() != null && tagged) {
            throw S3Errors.invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Object Tags");
        }
    }

    private static void midnight(Instant date) {
        if (date.getNano() != 0 || date.getEpochSecond() % SECONDS_OF_DAY != 0) {
            throw DocumentErrors.argument("'Date' must be at midnight GMT", "Date", date.toString());
        }
    }

    private static void transition(Transition transition) {
        String storageClass = transition.storageClassAsString();
        if (count(transition.days(), transition.date()) != 1 || storageClass == null) {
            throw S3Errors.malformedXml();
        }
        if (transition.date() != null) {
            midnight(transition.date());
            return;
        }
        int days = transition.days();
        if (days < 0) {
            throw DocumentErrors.argument(
                    "'Days' for Transition action must be nonnegative", "Days", Integer.toString(days));
        }
        if (days < 30 && storageClass.endsWith("_IA")) {
            throw DocumentErrors.argument(
                    "'Days' in Transition action must be greater than or equal to 30 for storageClass '" + storageClass
                            + "'",
                    "Days",
                    Integer.toString(days));
        }
    }

    private static void expiration(NoncurrentVersionExpiration expiration) {
        positive(expiration.noncurrentDays(), "NoncurrentDays", "NoncurrentVersionExpiration");
        newer(expiration.newerNoncurrentVersions());
    }

    private static void transition(NoncurrentVersionTransition transition) {
        String storageClass = transition.storageClassAsString();
        Integer days = transition.noncurrentDays();
        if (storageClass == null || days == null) {
            throw S3Errors.malformedXml();
        }
        if (days < 0 || (days < 30 && storageClass.endsWith("_IA"))) {
            throw DocumentErrors.argument(
                    days < 0
                            ? "'NoncurrentDays' for NoncurrentVersionTransition action must be nonnegative"
                            : "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to"
                                    + " 30 for storageClass '" + storageClass + "'",
                    "NoncurrentDays",
                    Integer.toString(days));
        }
        newer(transition.newerNoncurrentVersions());
    }

    private static void newer(@Nullable Integer versions) {
        if (versions != null && (versions < 1 || versions > 100)) {
            throw DocumentErrors.argument(
                    "'NewerNoncurrentVersions' must be between 1 and 100",
                    "NewerNoncurrentVersions",
                    Integer.toString(versions));
        }
    }

    private static void positive(@Nullable Integer days, String element, String action) {
        if (days == null) {
            throw S3Errors.malformedXml();
        }
        if (days <= 0) {
            throw DocumentErrors.argument(
                    "'" + element + "' for " + action + " action must be a positive integer",
                    element,
                    Integer.toString(days));
        }
    }

    /** Expiration comes after every transition, and a rule counts days or names dates, not both. */
    private static void together(LifecycleRule rule) {
        LifecycleExpiration expiration = rule.expiration();
        boolean days = expiration != null && expiration.days() != null;
        boolean dates = expiration != null && expiration.date() != null;
        Set<String> classes = new HashSet<>();
        for (Transition transition : rule.transitions()) {
            days |= transition.days() != null;
            dates |= transition.date() != null;
            if (!classes.add(transition.storageClassAsString())) {
                throw S3Errors.invalidRequest("'StorageClass' must be different for 'Transition' actions in same 'Rule'"
                        + " with " + describe(rule));
            }
            if (expiration != null
                    && expiration.days() != null
                    && transition.days() != null
                    && expiration.days() <= transition.days()) {
                throw DocumentErrors.argument(
                        "'Days' in the Expiration action for " + describe(rule)
                                + " must be greater than 'Days' in the Transition action",
                        "Days",
                        expiration.days().toString());
            }
            if (expiration != null
                    && expiration.date() != null
                    && transition.date() != null
                    && !expiration.date().isAfter(transition.date())) {
                throw DocumentErrors.argument(
                        "'Date' in the Expiration action for " + describe(rule)
                                + " must be later than 'Date' in the Transition action",
                        "Date",
                        expiration.date().toString());
            }
        }
        if (days && dates) {
            throw S3Errors.invalidRequest(
                    "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for "
                            + describe(rule));
        }
    }

    private static String describe(LifecycleRule rule) {
        if (rule.filter() == null) {
            return "prefix '" + rule.prefix() + "'";
        }
        LifecycleRuleAndOperator and = rule.filter().and();
        String prefix = and == null ? rule.filter().prefix() : and.prefix();
        return "filter '(prefix=" + (prefix == null ? "" : prefix) + ")'";
    }
}

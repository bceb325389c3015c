package dev.kagemusha.s3.lifecycle;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which objects a rule is about.
 *
 * @param prefix of their keys, empty for all
 * @param tags all of which they have
 * @param above bytes that they have more than, or −1
 * @param below bytes that they have less than, or {@link Long#MAX_VALUE}
 */
record Filter(String prefix, Map<String, String> tags, long above, long below) {
    static Filter of(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return of(deprecatedPrefix(rule), List.of(), null, null);
        }
        LifecycleRuleAndOperator and = filter.and();
        return and != null
                ? of(and.prefix(), and.tags(), and.objectSizeGreaterThan(), and.objectSizeLessThan())
                : of(
                        filter.prefix(),
                        filter.tag() == null ? List.of() : List.of(filter.tag()),
                        filter.objectSizeGreaterThan(),
                        filter.objectSizeLessThan());
    }

    /** Rules of before there were filters have one at the top, and AWS still takes them. */
    @SuppressWarnings("deprecation")
    private static @Nullable String deprecatedPrefix(LifecycleRule rule) {
        return rule.prefix();
    }

    private static Filter of(@Nullable String prefix, List<Tag> tags, @Nullable Long greater, @Nullable Long less) {
        Map<String, String> named = new LinkedHashMap<>();
        for (Tag tag : tags) {
            named.put(tag.key(), tag.value());
        }
        return new Filter(
                prefix == null ? "" : prefix,
                named,
                greater == null ? -1 : greater,
                less == null ? Long.MAX_VALUE : less);
    }

    boolean matches(Subject subject) {
        return subject.key().startsWith(prefix)
                && subject.size() > above
                && subject.size() < below
                && (tags.isEmpty() || hasTags(subject.tags().get()));
    }

    private boolean hasTags(Map<String, String> those) {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (!tag.getValue().equals(those.get(tag.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the rule itself says which sizes it means, so that no default of the bucket's is asked. */
    boolean sized() {
        return above >= 0 || below < Long.MAX_VALUE;
    }
}

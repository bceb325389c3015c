package dev.kagemusha.s3.analytics;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AnalyticsFilter;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.List;
import java.util.Map;

/**
 * Which objects are analysed.
 *
 * @param prefix of their keys, empty for all
 * @param tags all of which they have
 */
record Filter(String prefix, List<Tag> tags) {
    static Filter of(@Nullable AnalyticsFilter filter) {
        if (filter == null) {
            return new Filter("", List.of());
        }
        if (filter.and() != null) {
            return of(filter.and().prefix(), filter.and().tags());
        }
        return of(filter.prefix(), filter.tag() == null ? List.of() : List.of(filter.tag()));
    }

    private static Filter of(@Nullable String prefix, List<Tag> tags) {
        return new Filter(prefix == null ? "" : prefix, tags);
    }

    boolean hasTags(Map<String, String> there) {
        for (Tag tag : tags) {
            if (!tag.value().equals(there.get(tag.key()))) {
                return false;
            }
        }
        return true;
    }

    /** As the report names it. */
    String text() {
        StringBuilder text = new StringBuilder(prefix.isEmpty() ? "" : "prefix=" + prefix);
        for (Tag tag : tags) {
            text.append(text.isEmpty() ? "" : " and ")
                    .append("tag=")
                    .append(tag.key())
                    .append(':')
                    .append(tag.value());
        }
        return text.toString();
    }
}

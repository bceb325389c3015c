package dev.kagemusha.s3.metric;

import dev.kagemusha.s3.watch.Request;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.MetricsAndOperator;
import software.amazon.awssdk.services.s3.model.MetricsFilter;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.List;
import java.util.Map;

/**
 * Which requests a metrics configuration counts.
 *
 * @param prefix of the key, or null
 * @param tags that the object has, all of them
 * @param accessPoint ARN of the one it came through, or null
 */
record Filter(
        @Nullable String prefix, List<Tag> tags, @Nullable String accessPoint) {
    static Filter of(@Nullable MetricsFilter filter) {
        if (filter == null) {
            return new Filter(null, List.of(), null);
        }
        MetricsAndOperator and = filter.and();
        if (and != null) {
            return new Filter(and.prefix(), and.tags(), and.accessPointArn());
        }
        List<Tag> tags = filter.tag() == null ? List.of() : List.of(filter.tag());
        return new Filter(filter.prefix(), tags, filter.accessPointArn());
    }

    boolean takes(Request request) {
        return (accessPoint == null || accessPoint.equals(request.accessPoint()))
                && (prefix == null || prefix.isEmpty() || named(request, prefix))
                && (tags.isEmpty() || tagged(request));
    }

    /** A request that concerns no object has no key to begin with anything. */
    private static boolean named(Request request, String prefix) {
        for (String key : request.keys()) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean tagged(Request request) {
        var about = request.watched().about();
        if (about == null) {
            return false;
        }
        Map<String, String> there = about.tags();
        for (Tag tag : tags) {
            if (!tag.value().equals(there.get(tag.key()))) {
                return false;
            }
        }
        return true;
    }
}

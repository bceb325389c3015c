package dev.kagemusha.s3.object;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** At most ten tags of an object, from the {@code x-amz-tagging} header (a query string) or from XML. */
public final class Tags {
    private Tags() {}

    public static Map<String, String> parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Map.of();
        }
        QueryString query = QueryString.parse(header);
        Map<String, String> tags = sized(query.size());
        for (int i = 0; i < query.size(); i++) {
            add(tags, query.name(i), query.value(i));
        }
        return tags;
    }

    /** The tags of a request's XML. */
    static Map<String, String> of(List<Tag> given) {
        Map<String, String> tags = sized(given.size());
        for (Tag tag : given) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Errors.malformedXml();
            }
            add(tags, tag.key(), tag.value());
        }
        return tags;
    }

    private static Map<String, String> sized(int size) {
        if (size > 10) {
            throw S3Errors.tooManyTags();
        }
        return LinkedHashMap.newLinkedHashMap(size);
    }

    private static void add(Map<String, String> tags, String name, String value) {
        if (name.isEmpty() || name.length() > 128) {
            throw S3Errors.invalidTag("The TagKey you have provided is invalid");
        }
        if (name.startsWith("aws:")) {
            throw S3Errors.invalidTag("System tags cannot be added/updated by requester");
        }
        if (value.length() > 256) {
            throw S3Errors.invalidTag("The TagValue you have provided is invalid");
        }
        if (tags.put(name, value) != null) {
            throw S3Errors.invalidTag("Cannot provide multiple Tags with the same key");
        }
    }
}

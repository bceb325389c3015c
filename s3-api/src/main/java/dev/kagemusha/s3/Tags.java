package dev.kagemusha.s3;

import dev.kagemusha.http.QueryString;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code x-amz-tagging} header: a query string of at most ten tags. */
final class Tags {
    private Tags() {}

    static Map<String, String> parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Map.of();
        }
        QueryString query = QueryString.parse(header);
        if (query.size() > 10) {
            throw S3Errors.tooManyTags();
        }
        Map<String, String> tags = LinkedHashMap.newLinkedHashMap(query.size());
        for (int i = 0; i < query.size(); i++) {
            String name = query.name(i);
            String value = query.value(i);
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
        return tags;
    }
}

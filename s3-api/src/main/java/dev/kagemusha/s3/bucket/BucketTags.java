package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AbacStatus;
import software.amazon.awssdk.services.s3.model.BucketAbacStatus;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a bucket's tags may be, and what they are to policies: nothing, unless the bucket has access control by attributes. */
public final class BucketTags {
    private static final int MOST = 50;

    private BucketTags() {}

    /** Refuses what cannot be the tags of a bucket. */
    public static void check(List<Tag> tags) {
        if (tags.size() > MOST) {
            throw new S3Error("BadRequest", 400, "Bucket tag count cannot be greater than 50");
        }
        Set<String> seen = new HashSet<>();
        for (Tag tag : tags) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Errors.malformedXml();
            }
            if (tag.key().isEmpty() || tag.key().length() > 128) {
                throw S3Errors.invalidTag("The TagKey you have provided is invalid")
                        .with("TagKey", tag.key());
            }
            if (tag.key().startsWith("aws:")) {
                throw S3Errors.invalidTag("System tags cannot be added/updated by requester");
            }
            if (tag.value().length() > 256) {
                throw S3Errors.invalidTag("The TagValue you have provided is invalid")
                        .with("TagKey", tag.key());
            }
            if (!seen.add(tag.key())) {
                throw S3Errors.invalidTag("Cannot provide multiple Tags with the same key")
                        .with("TagKey", tag.key());
            }
        }
    }

    /** The condition keys of a request that gives a resource tags. */
    public static Map<String, List<String>> requested(List<Tag> tags) {
        Map<String, List<String>> keys = new HashMap<>();
        for (Tag tag : tags) {
            if (tag.key() != null && tag.value() != null) {
                keys.put("aws:RequestTag/" + tag.key(), List.of(tag.value()));
            }
        }
        keys.put("aws:TagKeys", tags.stream().map(Tag::key).toList());
        return keys;
    }

    /** Whether policies may ask for the bucket's tags. */
    public static boolean counted(Settings settings) {
        AbacStatus status = settings.get(Kind.ABAC);
        return status != null && status.status() == BucketAbacStatus.ENABLED;
    }

    /** The value of a tag as policies see it; names of condition keys have no case. */
    public static @Nullable String value(Settings settings, String name) {
        Tagging tagging = counted(settings) ? settings.get(Kind.TAGGING) : null;
        if (tagging != null) {
            for (Tag tag : tagging.tagSet()) {
                if (tag.key().equalsIgnoreCase(name)) {
                    return tag.value();
                }
            }
        }
        return null;
    }
}

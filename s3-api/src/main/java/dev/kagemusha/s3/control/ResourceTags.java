package dev.kagemusha.s3.control;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.s3control.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.s3control.model.Tag;
import software.amazon.awssdk.services.s3control.model.TagResourceRequest;
import software.amazon.awssdk.services.s3control.model.TagResourceResponse;
import software.amazon.awssdk.services.s3control.model.UntagResourceRequest;
import software.amazon.awssdk.services.s3control.model.UntagResourceResponse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of access points and of buckets; those of a bucket are the ones that S3 knows, and are changed there on behalf of the caller. */
final class ResourceTags implements Chapter {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final String BUCKETS = ":s3:::";

    private final ControlCall control;

    ResourceTags(ControlCall control) {
        this.control = control;
    }

    /** The tags of a request, checked. */
    static Map<String, String> read(List<Tag> given) {
        Map<String, String> tags = LinkedHashMap.newLinkedHashMap(given.size());
        for (Tag tag : given) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Errors.malformedXml();
            }
            if (tag.key().startsWith("aws:")) {
                throw ControlErrors.reservedTag();
            }
            if (!formed(tag.key(), 1, LONGEST_KEY) || !formed(tag.value(), 0, LONGEST_VALUE)) {
                throw ControlErrors.invalidTag();
            }
            if (tags.put(tag.key(), tag.value()) != null) {
                throw ControlErrors.duplicateTag();
            }
        }
        if (tags.size() > MOST) {
            throw ControlErrors.tooManyTags();
        }
        return tags;
    }

    private static boolean formed(String text, int shortest, int longest) {
        boolean formed = text.length() >= shortest && text.length() <= longest;
        for (int i = 0; formed && i < text.length(); i++) {
            char c = text.charAt(i);
            formed = Character.isLetterOrDigit(c) || Character.isSpaceChar(c) || "+-=._:/@".indexOf(c) >= 0;
        }
        return formed;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        Map<String, String> added = read(request.tags());
        change(request.accountId(), request.resourceArn(), old -> {
            Map<String, String> tags = new TreeMap<>(old);
            tags.putAll(added);
            if (tags.size() > MOST) {
                throw ControlErrors.tooManyTags();
            }
            return tags;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.accountId(), request.resourceArn(), old -> {
            Map<String, String> tags = new TreeMap<>(old);
            request.tagKeys().forEach(tags::remove);
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        String bucket = bucket(request.resourceArn());
        Map<String, String> tags = bucket != null
                ? ofBucket(bucket)
                : point(request.accountId(), request.resourceArn()).tags();
        return ListTagsForResourceResponse.builder()
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    private void change(String account, String arn, UnaryOperator<Map<String, String>> change) {
        String bucket = bucket(arn);
        if (bucket != null) {
            Map<String, String> old = ofBucket(bucket);
            Map<String, String> tags = change.apply(old);
            if (!tags.equals(old)) {
                putOfBucket(bucket, tags);
            }
            return;
        }
        String name = point(account, arn).name();
        control.change(account, name, old -> old.withTags(change.apply(old.tags())));
    }

    private static @Nullable String bucket(String arn) {
        int at = arn.indexOf(BUCKETS);
        return at < 0 ? null : arn.substring(at + BUCKETS.length());
    }

    private dev.kagemusha.s3.accesspoint.AccessPoint point(String account, String arn) {
        var point = AccessPoints.isPoint(arn)
                ? control.store().read(view -> control.points()
                        .find(view, arn, control.call().region()))
                : null;
        if (point == null
                || !point.account().equals(account)
                || !point.region().equals(control.call().region())) {
            throw ControlErrors.noSuchResource();
        }
        return point;
    }

    private Map<String, String> ofBucket(String bucket) {
        Map<String, String> tags = new TreeMap<>();
        try {
            control.call()
                    .client(S3Client.class)
                    .getBucketTagging(r -> r.bucket(bucket))
                    .tagSet()
                    .forEach(tag -> tags.put(tag.key(), tag.value()));
        } catch (AwsServiceException e) {
            switch (e.awsErrorDetails().errorCode()) {
                case "NoSuchTagSet" -> {}
                case "NoSuchBucket" -> throw ControlErrors.noSuchResource();
                default -> throw e;
            }
        }
        return tags;
    }

    private void putOfBucket(String bucket, Map<String, String> tags) {
        S3Client s3 = control.call().client(S3Client.class);
        if (tags.isEmpty()) {
            s3.deleteBucketTagging(r -> r.bucket(bucket));
            return;
        }
        s3.putBucketTagging(r -> r.bucket(bucket)
                .tagging(t -> t.tagSet(tags.entrySet().stream()
                        .map(tag -> software.amazon.awssdk.services.s3.model.Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())));
    }
}

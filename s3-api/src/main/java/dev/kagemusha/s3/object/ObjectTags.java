package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.event.Happening;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An object's tags read, replaced and removed; nothing else of the object changes, not even its date. */
public final class ObjectTags implements Chapter {
    private final S3Call call;

    public ObjectTags(S3Call call) {
        this.call = call;
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
        Versioned found = Versioned.find(
                call, request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner());
        List<Tag> tags = new ArrayList<>();
        found.stored()
                .description()
                .tags()
                .forEach((name, value) ->
                        tags.add(Tag.builder().key(name).value(value).build()));
        return GetObjectTaggingResponse.builder()
                .tagSet(tags)
                .versionId(found.told())
                .build();
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest request) {
        if (request.tagging() == null || !request.tagging().hasTagSet()) {
            throw S3Errors.malformedXml();
        }
        Map<String, String> tags = Tags.of(request.tagging().tagSet());
        Versioned changed =
                replace(request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner(), tags);
        return PutObjectTaggingResponse.builder().versionId(changed.told()).build();
    }

    @Override
    public DeleteObjectTaggingResponse deleteObjectTagging(DeleteObjectTaggingRequest request) {
        Versioned changed =
                replace(request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner(), Map.of());
        return DeleteObjectTaggingResponse.builder().versionId(changed.told()).build();
    }

    private Versioned replace(
            String bucket,
            String key,
            @Nullable String version,
            @Nullable String expectedOwner,
            Map<String, String> tags) {
        Home home = call.store().read(view -> call.home(view, bucket, expectedOwner));
        return Shelf.change(
                call,
                home,
                key,
                version,
                tags.isEmpty() ? Happening.UNTAGGED : Happening.TAGGED,
                object -> object.withDescription(object.description().withTags(tags)));
    }
}

package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.ContinuationToken;
import dev.kagemusha.s3.NameEncoding;
import dev.kagemusha.s3.Paging;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.StorageClasses;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;

/** ListObjects in both versions. */
public final class Listing implements Chapter {
    private final S3Call call;

    public Listing(S3Call call) {
        this.call = call;
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        NameEncoding encoding = NameEncoding.of(request.encodingTypeAsString());
        int max = Paging.size(request.maxKeys(), "max-keys", "maxKeys");
        String prefix = Paging.orEmpty(request.prefix());
        String delimiter = Paging.orEmpty(request.delimiter());
        Page page = page(
                request.bucket(),
                request.expectedBucketOwner(),
                prefix,
                delimiter,
                request.marker(),
                max,
                encoding,
                true,
                Asking.restores(request.optionalObjectAttributesAsStrings()));
        return ListObjectsResponse.builder()
                .name(request.bucket())
                .prefix(encoding.write(prefix))
                .marker(encoding.write(Paging.orEmpty(request.marker())))
                .delimiter(delimiter.isEmpty() ? null : encoding.write(delimiter))
                .encodingType(request.encodingTypeAsString())
                .maxKeys(max)
                .isTruncated(page.end.truncated())
                // without a delimiter the client goes on after the last key
                .nextMarker(page.end.truncated() && !delimiter.isEmpty() ? encoding.optional(page.end.last()) : null)
                .contents(page.contents)
                .commonPrefixes(page.commonPrefixes)
                .build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        NameEncoding encoding = NameEncoding.of(request.encodingTypeAsString());
        int max = Paging.size(request.maxKeys(), "max-keys", "maxKeys");
        String prefix = Paging.orEmpty(request.prefix());
        String delimiter = Paging.orEmpty(request.delimiter());
        String token = request.continuationToken();
        if (token != null && token.isEmpty()) {
            throw S3Errors.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
        }
        String after = token != null ? ContinuationToken.read(token) : request.startAfter();
        boolean owner = Boolean.TRUE.equals(request.fetchOwner());
        Page page = page(
                request.bucket(),
                request.expectedBucketOwner(),
                prefix,
                delimiter,
                after,
                max,
                encoding,
                owner,
                Asking.restores(request.optionalObjectAttributesAsStrings()));
        String last = page.end.last();
        return ListObjectsV2Response.builder()
                .name(request.bucket())
                .prefix(encoding.write(prefix))
                .delimiter(delimiter.isEmpty() ? null : encoding.write(delimiter))
                .encodingType(request.encodingTypeAsString())
                .maxKeys(max)
                .keyCount(page.contents.size() + page.commonPrefixes.size())
                .isTruncated(page.end.truncated())
                .continuationToken(token)
                .nextContinuationToken(page.end.truncated() && last != null ? ContinuationToken.write(last) : null)
                .startAfter(encoding.optional(request.startAfter()))
                .contents(page.contents)
                .commonPrefixes(page.commonPrefixes)
                .build();
    }

    private Page page(
            String bucket,
            @Nullable String expectedOwner,
            String prefix,
            String delimiter,
            @Nullable String after,
            int max,
            NameEncoding encoding,
            boolean withOwner,
            boolean withRestores) {
        return call.store().read(view -> {
            Home home = call.home(view, bucket, expectedOwner);
            Page page = new Page(
                    encoding,
                    withOwner ? new Owners(call, view, home) : null,
                    max,
                    withRestores ? new Asking(view, home, call.now()) : null);
            page.end = new KeyWalk(home.bucket().id(), prefix, delimiter).walk(view, home.scope(), after, max, page);
            return page;
        });
    }

    private static final class Page implements KeyWalk.Visitor {
        private final NameEncoding encoding;
        private final @Nullable Owners owners;
        private final @Nullable Asking restores;
        private final List<S3Object> contents;
        private final List<CommonPrefix> commonPrefixes = new ArrayList<>();
        private KeyWalk.End end = new KeyWalk.End(false, null);

        Page(NameEncoding encoding, @Nullable Owners owners, int max, @Nullable Asking restores) {
            this.encoding = encoding;
            this.owners = owners;
            this.restores = restores;
            this.contents = new ArrayList<>(max);
        }

        @Override
        public void key(String key, Entry entry) {
            contents.add(S3Object.builder()
                    .key(encoding.write(key))
                    .lastModified(entry.lastModified())
                    .eTag(entry.etag())
                    .size(entry.size())
                    .storageClass(StorageClasses.name(entry.storageClass()))
                    .checksumAlgorithmWithStrings(entry.algorithm().name())
                    .checksumType(entry.checksumType())
                    .owner(owners == null ? null : owners.of(key, null))
                    .restoreStatus(restores == null ? null : restores.of(key, entry))
                    .build());
        }

        @Override
        public void commonPrefix(String prefix) {
            commonPrefixes.add(
                    CommonPrefix.builder().prefix(encoding.write(prefix)).build());
        }
    }
}

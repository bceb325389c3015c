package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.NameEncoding;
import dev.kagemusha.s3.Paging;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.Noncurrent;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.Versioned;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

import java.util.ArrayList;
import java.util.List;

/** ListObjectVersions. In a bucket that never kept versions each object is its null version. */
public final class VersionListing implements Chapter {
    private final S3Call call;

    public VersionListing(S3Call call) {
        this.call = call;
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        NameEncoding encoding = NameEncoding.of(request.encodingTypeAsString());
        int max = Paging.size(request.maxKeys(), "max-keys", "maxKeys");
        String prefix = Paging.orEmpty(request.prefix());
        String delimiter = Paging.orEmpty(request.delimiter());
        String keyMarker = Paging.orEmpty(request.keyMarker());
        String idMarker = request.versionIdMarker();
        if (idMarker != null && idMarker.isEmpty()) {
            throw S3Errors.invalidArgument("A version-id marker cannot be empty.", "version-id-marker", "");
        }
        if (idMarker != null && keyMarker.isEmpty()) {
            throw S3Errors.invalidArgument(
                    "A version-id marker cannot be specified without a key marker.", "version-id-marker", idMarker);
        }
        boolean withRestores = Asking.restores(request.optionalObjectAttributesAsStrings());
        return call.store().read(view -> {
            Home home = call.home(view, request.bucket(), request.expectedBucketOwner());
            VersionWalk.Marker after = null;
            if (!keyMarker.isEmpty()) {
                long order = idMarker == null ? -1 : Versioned.order(view, home, keyMarker, idMarker);
                after = new VersionWalk.Marker(keyMarker, order);
            }
            Page page = new Page(
                    encoding, new Owners(call, view, home), withRestores ? new Asking(view, home, call.now()) : null);
            VersionWalk.End end =
                    new VersionWalk(home.bucket().id(), prefix, delimiter).walk(view, home.scope(), after, max, page);
            call.call().mixed(page.mixed);
            String lastKey = end.truncated() ? end.lastKey() : null;
            Version lastVersion = lastKey == null ? null : end.lastVersion();
            return ListObjectVersionsResponse.builder()
                    .name(request.bucket())
                    .prefix(encoding.write(prefix))
                    .delimiter(delimiter.isEmpty() ? null : encoding.write(delimiter))
                    .encodingType(request.encodingTypeAsString())
                    .keyMarker(encoding.write(keyMarker))
                    .versionIdMarker(Paging.orEmpty(idMarker))
                    .nextKeyMarker(lastKey == null ? null : encoding.write(lastKey))
                    .nextVersionIdMarker(lastKey == null || lastVersion == null ? null : lastVersion.id(lastKey))
                    .maxKeys(max)
                    .isTruncated(end.truncated())
                    .versions(page.versions.isEmpty() ? null : page.versions)
                    .deleteMarkers(page.markers.isEmpty() ? null : page.markers)
                    .commonPrefixes(page.commonPrefixes.isEmpty() ? null : page.commonPrefixes)
                    .build();
        });
    }

    private static final class Page implements VersionWalk.Visitor {
        private final NameEncoding encoding;
        private final Owners owners;
        private final @Nullable Asking restores;
        private final List<ObjectVersion> versions = new ArrayList<>();
        private final List<DeleteMarkerEntry> markers = new ArrayList<>();
        private final List<SdkPojo> mixed = new ArrayList<>();
        private final List<CommonPrefix> commonPrefixes = new ArrayList<>();

        Page(NameEncoding encoding, Owners owners, @Nullable Asking restores) {
            this.encoding = encoding;
            this.owners = owners;
            this.restores = restores;
        }

        @Override
        public void version(String key, Version version, Entry entry, boolean latest) {
            ObjectVersion listed = ObjectVersion.builder()
                    .key(encoding.write(key))
                    .versionId(version.id(key))
                    .isLatest(latest)
                    .lastModified(entry.lastModified())
                    .eTag(entry.etag())
                    .size(entry.size())
                    .storageClass(StorageClasses.name(entry.storageClass()))
                    .checksumAlgorithmWithStrings(entry.algorithm().name())
                    .checksumType(entry.checksumType())
                    .owner(owners.of(key, version))
                    .restoreStatus(restores == null ? null : restores.of(key, entry))
                    .build();
            versions.add(listed);
            mixed.add(listed);
        }

        @Override
        public void marker(String key, Version version, Noncurrent marker, boolean latest) {
            DeleteMarkerEntry listed = DeleteMarkerEntry.builder()
                    .key(encoding.write(key))
                    .versionId(version.id(key))
                    .isLatest(latest)
                    .lastModified(marker.lastModified())
                    .owner(owners.ofBucket())
                    .build();
            markers.add(listed);
            mixed.add(listed);
        }

        @Override
        public void commonPrefix(String prefix) {
            commonPrefixes.add(
                    CommonPrefix.builder().prefix(encoding.write(prefix)).build());
        }
    }
}

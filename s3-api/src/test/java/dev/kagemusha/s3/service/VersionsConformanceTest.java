package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Versions as a client of AWS meets them. */
class VersionsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));

    private String bucket(String name) {
        s3.createBucket(b -> b.bucket(name));
        turn(name, BucketVersioningStatus.ENABLED);
        return name;
    }

    private void turn(String bucket, BucketVersioningStatus status) {
        s3.putBucketVersioning(v -> v.bucket(bucket).versioningConfiguration(c -> c.status(status)));
    }

    private PutObjectResponse put(String bucket, String key, String body) {
        return s3.putObject(p -> p.bucket(bucket).key(key), RequestBody.fromString(body));
    }

    private String get(String bucket, String key, String version) {
        return s3.getObjectAsBytes(g -> g.bucket(bucket).key(key).versionId(version))
                .asUtf8String();
    }

    private String get(String bucket, String key) {
        return s3.getObjectAsBytes(g -> g.bucket(bucket).key(key)).asUtf8String();
    }

    private ListObjectVersionsResponse list(String bucket) {
        return s3.listObjectVersions(l -> l.bucket(bucket));
    }

    @Test
    void keepsWhatIsReplaced() {
        String bucket = bucket("keeps");
        assertThat(s3.getBucketVersioning(g -> g.bucket(bucket)).status()).isEqualTo(BucketVersioningStatus.ENABLED);
        String first = put(bucket, "k", "one").versionId();
        String second = put(bucket, "k", "two").versionId();
        String large = put(bucket, "k", "x".repeat(200_000)).versionId();

        assertThat(first).hasSize(32).isNotEqualTo(second);
        assertThat(get(bucket, "k")).hasSize(200_000);
        assertThat(get(bucket, "k", first)).isEqualTo("one");
        assertThat(get(bucket, "k", second)).isEqualTo("two");
        assertThat(s3.headObject(h -> h.bucket(bucket).key("k").versionId(second))
                        .versionId())
                .isEqualTo(second);
        assertThat(list(bucket).versions()).extracting(ObjectVersion::versionId).containsExactly(large, second, first);
        assertThat(list(bucket).versions()).extracting(ObjectVersion::isLatest).containsExactly(true, false, false);
        assertThat(s3.listObjectsV2(l -> l.bucket(bucket)).contents()).hasSize(1);

        // the newest goes: the one before it is current again
        s3.deleteObject(d -> d.bucket(bucket).key("k").versionId(large));
        assertThat(get(bucket, "k")).isEqualTo("two");
        assertThat(list(bucket).versions().getFirst().isLatest()).isTrue();
        assertRefused(() -> get(bucket, "k", large), "NoSuchVersion", 404, "The specified version does not exist.");
        assertRefused(() -> get(bucket, "k", "nonsense"), "InvalidArgument", 400, "Invalid version id specified");
    }

    @Test
    void markersHideAKeyAndCanBeDeleted() {
        String bucket = bucket("markers");
        String version = put(bucket, "k", "one").versionId();
        DeleteObjectResponse deleted = s3.deleteObject(d -> d.bucket(bucket).key("k"));
        assertThat(deleted.deleteMarker()).isTrue();
        String marker = deleted.versionId();

        S3Exception gone = catchThrowableOfType(S3Exception.class, () -> get(bucket, "k"));
        assertThat(gone.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
        assertThat(gone.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
                .hasValue("true");
        assertThat(gone.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-version-id"))
                .hasValue(marker);
        S3Exception named = catchThrowableOfType(S3Exception.class, () -> get(bucket, "k", marker));
        assertThat(named.statusCode()).isEqualTo(405);
        assertThat(named.awsErrorDetails().errorCode()).isEqualTo("MethodNotAllowed");
        assertThat(named.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Allow"))
                .hasValue("DELETE");
        assertThat(s3.listObjectsV2(l -> l.bucket(bucket)).contents()).isEmpty();
        assertThat(list(bucket).deleteMarkers())
                .extracting(DeleteMarkerEntry::versionId, DeleteMarkerEntry::isLatest)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(marker, true));
        assertRefused(() -> s3.deleteBucket(d -> d.bucket(bucket)), "BucketNotEmpty", 409);
        assertRefused(
                () -> s3.copyObject(c -> c.sourceBucket(bucket)
                        .sourceKey("k")
                        .sourceVersionId(marker)
                        .destinationBucket(bucket)
                        .destinationKey("to")),
                "InvalidRequest",
                400,
                "The source of a copy request may not specifically refer to a delete marker by version id.");

        DeleteObjectResponse undone =
                s3.deleteObject(d -> d.bucket(bucket).key("k").versionId(marker));
        assertThat(undone.deleteMarker()).isTrue();
        assertThat(undone.versionId()).isEqualTo(marker);
        assertThat(get(bucket, "k")).isEqualTo("one");
        s3.deleteObject(d -> d.bucket(bucket).key("k").versionId(version));
        s3.deleteBucket(d -> d.bucket(bucket));
    }

    @Test
    void theNullVersionIsReplacedWhereverItIs() {
        String bucket = "nulls";
        s3.createBucket(b -> b.bucket(bucket));
        assertThat(put(bucket, "k", "before").versionId()).isNull();
        turn(bucket, BucketVersioningStatus.ENABLED);
        String named = put(bucket, "k", "named").versionId();
        assertThat(get(bucket, "k", "null")).isEqualTo("before");

        turn(bucket, BucketVersioningStatus.SUSPENDED);
        assertThat(put(bucket, "k", "after").versionId()).isNull();
        assertThat(get(bucket, "k", "null")).isEqualTo("after");
        assertThat(get(bucket, "k", named)).isEqualTo("named");
        assertThat(list(bucket).versions()).extracting(ObjectVersion::versionId).containsExactly("null", named);

        DeleteObjectResponse marked = s3.deleteObject(d -> d.bucket(bucket).key("k"));
        assertThat(marked.versionId()).isEqualTo("null");
        assertThat(marked.deleteMarker()).isTrue();
        assertThat(list(bucket).versions()).extracting(ObjectVersion::versionId).containsExactly(named);
        put(bucket, "k", "again");
        assertThat(list(bucket).deleteMarkers()).isEmpty();
        s3.deleteObject(d -> d.bucket(bucket).key("k").versionId("null"));
        assertThat(get(bucket, "k")).isEqualTo("named");
    }

    @Test
    void copiesTagsAttributesAndPartsKnowVersions() {
        String bucket = bucket("others");
        String first = put(bucket, "k", "one").versionId();
        put(bucket, "k", "two");
        var copied = s3.copyObject(c -> c.sourceBucket(bucket)
                .sourceKey("k")
                .sourceVersionId(first)
                .destinationBucket(bucket)
                .destinationKey("k"));
        assertThat(copied.copySourceVersionId()).isEqualTo(first);
        assertThat(copied.versionId()).hasSize(32);
        assertThat(get(bucket, "k")).isEqualTo("one");

        var tagged = s3.putObjectTagging(t -> t.bucket(bucket)
                .key("k")
                .versionId(first)
                .tagging(g -> g.tagSet(Tag.builder().key("a").value("b").build())));
        assertThat(tagged.versionId()).isEqualTo(first);
        assertThat(s3.getObjectTagging(t -> t.bucket(bucket).key("k").versionId(first))
                        .tagSet())
                .hasSize(1);
        assertThat(s3.getObjectTagging(t -> t.bucket(bucket).key("k")).tagSet()).isEmpty();
        assertThat(s3.getObjectAttributes(a -> a.bucket(bucket)
                                .key("k")
                                .versionId(first)
                                .objectAttributesWithStrings("ETag", "ObjectSize"))
                        .versionId())
                .isEqualTo(first);

        String upload = s3.createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        var part = s3.uploadPartCopy(u -> u.sourceBucket(bucket)
                .sourceKey("k")
                .sourceVersionId(first)
                .destinationBucket(bucket)
                .destinationKey("k")
                .uploadId(upload)
                .partNumber(1));
        assertThat(part.copySourceVersionId()).isEqualTo(first);
        var done = s3.completeMultipartUpload(c -> c.bucket(bucket)
                .key("k")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.copyPartResult().eTag())
                        .build())));
        assertThat(get(bucket, "k", done.versionId())).isEqualTo("one");
        assertThat(list(bucket).versions()).hasSize(4);
    }

    @Test
    void manyAreDeletedAtOnce() {
        String bucket = bucket("many");
        String version = put(bucket, "a", "1").versionId();
        put(bucket, "b", "1");
        String marker = s3.deleteObject(d -> d.bucket(bucket).key("b")).versionId();
        List<DeletedObject> deleted = s3.deleteObjects(d -> d.bucket(bucket)
                        .delete(o -> o.objects(
                                ObjectIdentifier.builder()
                                        .key("a")
                                        .versionId(version)
                                        .build(),
                                ObjectIdentifier.builder().key("a").build(),
                                ObjectIdentifier.builder()
                                        .key("b")
                                        .versionId(marker)
                                        .build())))
                .deleted();
        assertThat(deleted).hasSize(3);
        assertThat(deleted.get(0).versionId()).isEqualTo(version);
        assertThat(deleted.get(0).deleteMarker()).isNull();
        assertThat(deleted.get(1).deleteMarker()).isTrue();
        assertThat(deleted.get(1).versionId()).isNull();
        assertThat(deleted.get(1).deleteMarkerVersionId()).hasSize(32);
        assertThat(deleted.get(2).deleteMarkerVersionId()).isEqualTo(marker);
        assertThat(get(bucket, "b")).isEqualTo("1");
    }

    @Test
    void mfaDeleteAsksForACode() {
        String bucket = bucket("mfa");
        String version = put(bucket, "k", "1").versionId();
        assertRefused(
                () -> s3.putBucketVersioning(
                        v -> v.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)
                                .mfaDelete(MFADelete.ENABLED))),
                "AccessDenied",
                403,
                "Mfa Authentication must be used for this request");
        s3.putBucketVersioning(v -> v.bucket(bucket)
                .mfa("arn:aws:iam::000000000000:mfa/root 123456")
                .versioningConfiguration(
                        c -> c.status(BucketVersioningStatus.ENABLED).mfaDelete(MFADelete.ENABLED)));
        assertRefused(() -> s3.deleteObject(d -> d.bucket(bucket).key("k").versionId(version)), "AccessDenied", 403);
        s3.deleteObject(d -> d.bucket(bucket).key("k"));
        s3.deleteObject(
                d -> d.bucket(bucket).key("k").versionId(version).mfa("arn:aws:iam::000000000000:mfa/root 123456"));
    }

    @Test
    void listsWithDelimiterEncodingAndMarkersAsASortedMapWould() {
        String bucket = bucket("pages");
        Random random = new Random(7);
        String[] keys = {"a", "a/1", "a/2", "a/2/x", "b", "b/\u00e9", "c d", "\ud83d\ude00", "\uff5e", "z/1", "z/2"};
        Map<String, List<String>> model = new TreeMap<>(Comparator.comparing(
                (String k) -> k.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned));
        for (int i = 0; i < 60; i++) {
            String key = keys[random.nextInt(keys.length)];
            String id = random.nextInt(4) == 0
                    ? s3.deleteObject(d -> d.bucket(bucket).key(key)).versionId()
                    : put(bucket, key, "x").versionId();
            model.computeIfAbsent(key, k -> new ArrayList<>()).addFirst(id);
        }
        List<String> expected = new ArrayList<>();
        model.forEach((key, ids) -> ids.forEach(id -> expected.add(key + " " + id)));
        for (int max : new int[] {1, 2, 3, 7, 1000}) {
            assertThat(pages(bucket, max, l -> {})).containsExactlyInAnyOrderElementsOf(expected);
        }
        List<String> rolled = new ArrayList<>();
        Map<String, Boolean> prefixes = new LinkedHashMap<>();
        model.forEach((key, ids) -> {
            int cut = key.indexOf('/');
            if (cut < 0) {
                ids.forEach(id -> rolled.add(key + " " + id));
            } else if (prefixes.put(key.substring(0, cut + 1), true) == null) {
                rolled.add(key.substring(0, cut + 1));
            }
        });
        for (int max : new int[] {1, 2, 5, 1000}) {
            assertThat(pages(bucket, max, l -> l.delimiter("/"))).containsExactlyInAnyOrderElementsOf(rolled);
        }
        assertThat(pages(bucket, 2, l -> l.prefix("a/")))
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().filter(e -> e.startsWith("a/")).toList());
    }

    private List<String> pages(String bucket, int max, Consumer<ListObjectVersionsRequest.Builder> more) {
        List<String> found = new ArrayList<>();
        String key = null;
        String id = null;
        while (true) {
            String keyMarker = key;
            String idMarker = id;
            ListObjectVersionsResponse page = s3.listObjectVersions(l -> {
                more.accept(l);
                l.bucket(bucket).maxKeys(max).keyMarker(keyMarker).versionIdMarker(idMarker);
            });
            page.versions().forEach(v -> found.add(v.key() + " " + v.versionId()));
            page.deleteMarkers().forEach(v -> found.add(v.key() + " " + v.versionId()));
            page.commonPrefixes().forEach(p -> found.add(p.prefix()));
            assertThat(page.versions().size()
                            + page.deleteMarkers().size()
                            + page.commonPrefixes().size())
                    .isLessThanOrEqualTo(max);
            if (!page.isTruncated()) {
                return found;
            }
            key = page.nextKeyMarker();
            id = page.nextVersionIdMarker();
        }
    }

    @Test
    void listsVersionsAndDeleteMarkersMixedInTheOrderOfKeysAndTime() throws IOException {
        s3.createBucket(r -> r.bucket("mixed-listing"));
        s3.putBucketVersioning(
                r -> r.bucket("mixed-listing").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putObject(r -> r.bucket("mixed-listing").key("a"), RequestBody.fromString("1"));
        s3.deleteObject(r -> r.bucket("mixed-listing").key("a"));
        s3.putObject(r -> r.bucket("mixed-listing").key("a"), RequestBody.fromString("2"));
        s3.deleteObject(r -> r.bucket("mixed-listing").key("b"));
        s3.putObject(r -> r.bucket("mixed-listing").key("c"), RequestBody.fromString("3"));
        String xml = SignedHttp.to(SERVER, "s3").get("/mixed-listing?versions").text();
        List<String> elements = new ArrayList<>();
        Matcher found =
                Pattern.compile("<(Version|DeleteMarker)>.*?<Key>(.)</Key>").matcher(xml);
        while (found.find()) {
            elements.add(found.group(1) + " " + found.group(2));
        }
        assertThat(elements).containsExactly("Version a", "DeleteMarker a", "Version a", "DeleteMarker b", "Version c");
        assertThat(xml).containsSubsequence("<Name>", "</ListVersionsResult>");
        ListObjectVersionsResponse page = s3.listObjectVersions(r -> r.bucket("mixed-listing"));
        assertThat(page.versions()).hasSize(3);
        assertThat(page.deleteMarkers()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456",
                "arn:aws:iam::000000000000:mfa/root 12345",
                "arn:aws:iam::000000000000:mfa/root 12345x",
                "arn:aws:iam::111122223333:mfa/root 123456",
                "arn:aws:iam::000000000000:user/root 123456",
                "20-89 123456",
                "999 123456",
            })
    void aSecondFactorIsADeviceOfTheOwnersAndSixDigits(String mfa) {
        String bucket = bucket("factors-" + Integer.toHexString(mfa.hashCode()));
        assertRefused(
                () -> enableMfaDelete(bucket, mfa),
                "AccessDenied",
                403,
                "Mfa Authentication must be used for this request");
        enableMfaDelete(bucket, "20899872 301749");
    }

    private void enableMfaDelete(String bucket, String mfa) {
        s3.putBucketVersioning(
                v -> v.bucket(bucket).mfa(mfa).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)
                        .mfaDelete(MFADelete.ENABLED)));
    }

    @Test
    void onlyTheOwnersRootHasTheSecondFactor() {
        String bucket = bucket("factors-of-root");
        String version = put(bucket, "k", "1").versionId();
        s3.putBucketPolicy(p -> p.bucket(bucket).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:*",\
                "Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"]}]}""".formatted(bucket)));
        enableMfaDelete(bucket, "arn:aws:iam::000000000000:mfa/root 123456");
        try (S3Client other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x")) {
            assertRefused(
                    () -> other.deleteObject(d -> d.bucket(bucket)
                            .key("k")
                            .versionId(version)
                            .mfa("arn:aws:iam::444455556666:mfa/root 123456")),
                    "AccessDenied",
                    403,
                    "This operation may only be performed by the bucket owner");
            assertRefused(
                    () -> other.deleteObject(d -> d.bucket(bucket).key("k").versionId(version)),
                    "AccessDenied",
                    403,
                    "Mfa Authentication must be used for this request");
        }
    }
}

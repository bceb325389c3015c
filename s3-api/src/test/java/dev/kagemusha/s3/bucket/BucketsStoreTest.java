package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.FixedCall;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3House;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

import java.util.function.Consumer;

import static dev.kagemusha.s3.S3House.refused;
import static org.assertj.core.api.Assertions.assertThat;

class BucketsStoreTest {
    @RegisterExtension
    final S3House s3 = new S3House();

    private CreateBucketResponse create(FixedCall call, String name, Consumer<CreateBucketRequest.Builder> more) {
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(name);
        more.accept(request);
        return s3.buckets(call).createBucket(request.build());
    }

    private CreateBucketResponse createIn(String region, String name, String constraint) {
        return create(
                s3.as(S3House.ACCOUNT, region),
                name,
                r -> r.createBucketConfiguration(c -> c.locationConstraint(constraint)));
    }

    private void delete(String name) {
        s3.buckets().deleteBucket(DeleteBucketRequest.builder().bucket(name).build());
    }

    private String location(String name) {
        return s3.buckets()
                .getBucketLocation(
                        GetBucketLocationRequest.builder().bucket(name).build())
                .locationConstraintAsString();
    }

    @Test
    void createsFindsAndDeletes() {
        CreateBucketResponse created = create(s3.call, "photos", r -> {});
        assertThat(created.location()).isEqualTo("/photos");
        assertThat(created.bucketArn()).isEqualTo("arn:aws:s3:::photos");
        HeadBucketRequest head = HeadBucketRequest.builder().bucket("photos").build();
        assertThat(s3.buckets().headBucket(head).bucketRegion()).isEqualTo("us-east-1");
        assertThat(location("photos")).isNull();
        delete("photos");
        refused(() -> s3.buckets().headBucket(head), "NoSuchBucket", 404, "The specified bucket does not exist");
    }

    @Test
    void anotherAccountCannotHaveTheName() {
        s3.create("photos");
        S3Error error = refused(
                () -> create(s3.as("999988887777", "us-east-1"), "photos", r -> {}),
                "BucketAlreadyExists",
                409,
                "The requested bucket name is not available. The bucket namespace is shared by all users of the"
                        + " system. Please select a different name and try again.");
        assertThat(error.elements()).containsEntry("BucketName", "photos");
    }

    @Test
    void theOwnerMayCreateAgainOnlyInNorthVirginia() {
        s3.create("photos");
        s3.put("photos", "cat", "meow");
        s3.create("photos");
        assertThat(s3.get("photos", "cat").asUtf8String()).isEqualTo("meow");
        createIn("eu-west-1", "papers", "eu-west-1");
        refused(
                () -> createIn("eu-west-1", "papers", "eu-west-1"),
                "BucketAlreadyOwnedByYou",
                409,
                "Your previous request to create the named bucket succeeded and you already own it.");
        refused(
                () -> create(s3.call, "papers", r -> {}),
                "BucketAlreadyOwnedByYou",
                409,
                "Your previous request to create the named bucket succeeded and you already own it.");
    }

    @Test
    void aResetAccountFreesItsNames() {
        s3.create("photos");
        s3.store().reset(scope -> scope.account().equals(S3House.ACCOUNT));
        create(s3.as("999988887777", "us-east-1"), "photos", r -> {});
    }

    @Test
    void anOldBucketsObjectsDoNotComeBack() {
        s3.create("photos");
        s3.multipart()
                .createMultipartUpload(CreateMultipartUploadRequest.builder()
                        .bucket("photos")
                        .key("film")
                        .build());
        s3.put("photos", "cat", "meow");
        refused(() -> delete("photos"), "BucketNotEmpty", 409, "The bucket you tried to delete is not empty");
        s3.deletion().deleteObject(r -> r.bucket("photos").key("cat"));
        delete("photos");
        s3.create("photos");
        refused(() -> s3.get("photos", "cat"), "NoSuchKey", 404, "The specified key does not exist.");
        assertThat(s3.uploadListing()
                        .listMultipartUploads(r -> r.bucket("photos"))
                        .uploads())
                .isEmpty();
    }

    @Test
    void checksLocationConstraints() {
        createIn("us-east-1", "from-home", "eu-west-1");
        assertThat(location("from-home")).isEqualTo("eu-west-1");
        createIn("us-east-1", "old-europe", "EU");
        assertThat(location("old-europe")).isEqualTo("eu-west-1");
        refused(
                () -> create(s3.as(S3House.ACCOUNT, "eu-west-1"), "photos", r -> {}),
                "IllegalLocationConstraintException",
                400,
                "The unspecified location constraint is incompatible for the region specific endpoint this request"
                        + " was sent to.");
        refused(
                () -> createIn("eu-west-1", "photos", "eu-north-1"),
                "IllegalLocationConstraintException",
                400,
                "The eu-north-1 location constraint is incompatible for the region specific endpoint this request"
                        + " was sent to.");
        S3Error error = refused(
                () -> createIn("us-east-1", "photos", "us-east-1"),
                "InvalidLocationConstraint",
                400,
                "The specified location-constraint is not valid");
        assertThat(error.elements()).containsEntry("LocationConstraint", "us-east-1");
        refused(
                () -> createIn("us-east-1", "photos", "atlantis"),
                "InvalidLocationConstraint",
                400,
                "The specified location-constraint is not valid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Photos",
                "under_score",
                "-photos",
                "photos-",
                ".photos",
                "pho..tos",
                "192.168.5.4",
                "xn--photos",
                "photos-s3alias",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void refusesNamesThatNoBucketMayHave(String name) {
        S3Error error = refused(
                () -> create(s3.call, name, r -> {}), "InvalidBucketName", 400, "The specified bucket is not valid.");
        assertThat(error.elements()).containsEntry("BucketName", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a.b-c", "1.2.3", "photos.example.com"})
    void acceptsOtherNames(String name) {
        create(s3.call, name, r -> {});
    }

    @Test
    void listsAnAccountsBucketsOfAllRegionsInPages() {
        s3.create("birds");
        createIn("eu-west-1", "ants", "eu-west-1");
        s3.create("cats");
        createIn("us-east-1", "cows", "ap-south-1");
        create(s3.as("999988887777", "us-east-1"), "foreign", r -> {});
        ListBucketsResponse all =
                s3.buckets().listBuckets(ListBucketsRequest.builder().build());
        assertThat(all.buckets()).extracting(Bucket::name).containsExactly("ants", "birds", "cats", "cows");
        assertThat(all.buckets())
                .extracting(Bucket::bucketRegion)
                .containsExactly("eu-west-1", "us-east-1", "us-east-1", "ap-south-1");
        assertThat(all.owner().id()).hasSize(64);
        ListBucketsResponse first = s3.buckets().listBuckets(r -> r.maxBuckets(2));
        assertThat(first.buckets()).extracting(Bucket::name).containsExactly("ants", "birds");
        ListBucketsResponse second =
                s3.buckets().listBuckets(r -> r.maxBuckets(2).continuationToken(first.continuationToken()));
        assertThat(second.buckets()).extracting(Bucket::name).containsExactly("cats", "cows");
        assertThat(second.continuationToken()).isNull();
        assertThat(s3.buckets().listBuckets(r -> r.prefix("c")).buckets())
                .extracting(Bucket::name)
                .containsExactly("cats", "cows");
        assertThat(s3.buckets().listBuckets(r -> r.bucketRegion("eu-west-1")).buckets())
                .extracting(Bucket::name)
                .containsExactly("ants");
    }
}

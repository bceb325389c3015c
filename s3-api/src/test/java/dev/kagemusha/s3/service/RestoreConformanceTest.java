package dev.kagemusha.s3.service;

import com.sun.net.httpserver.HttpServer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.RestoreRequestType;
import software.amazon.awssdk.services.s3.model.Tier;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Archived objects and their restored copies through the SDK's own client, on the advanced clock. */
class RestoreConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(r -> r.bucket("frozen"));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    private static void put(String key, String storageClass) {
        s3.putObject(r -> r.bucket("frozen").key(key).storageClass(storageClass), RequestBody.fromString(key));
    }

    private static int restore(String key, int days, Tier tier) {
        return restore(key, r -> r.days(days).glacierJobParameters(g -> g.tier(tier)));
    }

    private static int restore(String key, Consumer<RestoreRequest.Builder> how) {
        return s3.restoreObject(r -> r.bucket("frozen").key(key).restoreRequest(how))
                .sdkHttpResponse()
                .statusCode();
    }

    private static String told(String key) {
        return s3.headObject(r -> r.bucket("frozen").key(key)).restore();
    }

    private static String body(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("frozen").key(key)).asUtf8String();
    }

    private static void assertArchived(String key) {
        assertRefused(
                () -> body(key),
                "InvalidObjectState",
                403,
                "The operation is not valid for the object's storage class");
    }

    @ParameterizedTest
    @CsvSource({
        "GLACIER, Expedited, 5",
        "GLACIER, Standard, 300",
        "GLACIER, Bulk, 720",
        "DEEP_ARCHIVE, Standard, 720",
        "DEEP_ARCHIVE, Bulk, 2880",
    })
    void aCopyIsThereWhenItsTierHasTakenItsTime(String storageClass, String tier, int minutes) {
        String key = storageClass + tier;
        put(key, storageClass);
        assertThat(told(key)).isNull();
        assertThat(restore(key, 2, Tier.fromValue(tier))).isEqualTo(202);
        assertThat(told(key)).isEqualTo("ongoing-request=\"true\"");
        SERVER.advance(Duration.ofMinutes(minutes - 1));
        assertArchived(key);
        SERVER.advance(Duration.ofMinutes(1));
        assertThat(body(key)).isEqualTo(key);
        assertThat(told(key)).matches("ongoing-request=\"false\", expiry-date=\"\\w{3}, .* 00:00:00 GMT\"");
        assertThat(s3.headObject(r -> r.bucket("frozen").key(key)).storageClassAsString())
                .isEqualTo(storageClass);
        SERVER.advance(Duration.ofDays(3));
        assertThat(told(key)).isNull();
        assertArchived(key);
    }

    @Test
    void anArchivedObjectSaysItsClassWhenItIsRefused() {
        put("class", "DEEP_ARCHIVE");
        InvalidObjectStateException refused =
                catchThrowableOfType(InvalidObjectStateException.class, () -> body("class"));
        assertThat(refused.storageClassAsString()).isEqualTo("DEEP_ARCHIVE");
        assertThat(s3.headObject(r -> r.bucket("frozen").key("class")).contentLength())
                .isEqualTo(5);
    }

    @Test
    void standardIsWhatIsMeantWhenNoTierIsNamed() {
        put("default", "GLACIER");
        assertThat(restore("default", r -> r.days(1))).isEqualTo(202);
        SERVER.advance(Duration.ofMinutes(299));
        assertThat(told("default")).isEqualTo("ongoing-request=\"true\"");
        SERVER.advance(Duration.ofMinutes(1));
        assertThat(body("default")).isEqualTo("default");
    }

    @Test
    void aCopyThatIsThereIsKeptForTheDaysOfTheNewestRequest() {
        put("longer", "GLACIER");
        restore("longer", 1, Tier.EXPEDITED);
        SERVER.advance(Duration.ofMinutes(5));
        String first = told("longer");
        assertThat(restore("longer", 5, Tier.STANDARD)).isEqualTo(200);
        assertThat(told("longer")).startsWith("ongoing-request=\"false\"").isNotEqualTo(first);
        SERVER.advance(Duration.ofDays(5));
        assertThat(body("longer")).isEqualTo("longer");
        SERVER.advance(Duration.ofDays(1));
        assertArchived("longer");
        assertThat(restore("longer", 1, Tier.EXPEDITED))
                .as("it is gone, so it is made again")
                .isEqualTo(202);
    }

    @Test
    void aRunningRestoreIsOnlyMadeFaster() {
        put("hurry", "GLACIER");
        restore("hurry", 3, Tier.BULK);
        assertRefused(
                () -> restore("hurry", 3, Tier.BULK),
                "RestoreAlreadyInProgress",
                409,
                "Object restore is already in progress");
        assertRefused(() -> restore("hurry", 4, Tier.EXPEDITED), "RestoreAlreadyInProgress", 409);
        assertThat(restore("hurry", 3, Tier.EXPEDITED)).isEqualTo(202);
        assertRefused(() -> restore("hurry", 3, Tier.STANDARD), "RestoreAlreadyInProgress", 409);
        SERVER.advance(Duration.ofMinutes(5));
        assertThat(body("hurry")).isEqualTo("hurry");
    }

    @Test
    void refusesWhatCannotBeRestored() {
        put("warm", "STANDARD_IA");
        put("tiered", "INTELLIGENT_TIERING");
        for (String key : List.of("warm", "tiered")) {
            assertRefused(
                    () -> restore(key, 1, Tier.STANDARD),
                    "InvalidObjectState",
                    403,
                    "Restore is not allowed for the object's current storage class");
        }
        put("deep", "DEEP_ARCHIVE");
        assertRefused(
                () -> restore("deep", 1, Tier.EXPEDITED),
                "InvalidArgument",
                400,
                "Retrieval option is not supported by this storage class");
        assertRefused(() -> restore("deep", 0, Tier.BULK), "InvalidArgument", 400);
        assertRefused(() -> restore("deep", r -> r.glacierJobParameters(g -> g.tier(Tier.BULK))), "MalformedXML", 400);
        assertRefused(
                () -> restore("deep", r -> r.days(1).glacierJobParameters(g -> g.tier("Soon"))), "MalformedXML", 400);
        assertRefused(
                () -> restore("deep", r -> r.type(RestoreRequestType.SELECT)
                        .outputLocation(o -> o.s3(l -> l.bucketName("b").prefix("p")))),
                "MethodNotAllowed",
                405,
                "The specified method is not allowed against this resource.");
        assertRefused(() -> restore("nothing", 1, Tier.BULK), "NoSuchKey", 404);
        assertThat(told("deep")).isNull();
    }

    @Test
    void aCopyOfAnArchivedObjectIsMadeOfItsRestoredCopyAlone() {
        put("source", "GLACIER");
        assertRefused(
                () -> copy("source"),
                "InvalidObjectState",
                403,
                "Operation is not valid for the source object's storage class");
        restore("source", 1, Tier.EXPEDITED);
        assertRefused(() -> copy("source"), "InvalidObjectState", 403);
        SERVER.advance(Duration.ofMinutes(5));
        copy("source");
        assertThat(body("copied")).isEqualTo("source");
        assertThat(s3.headObject(r -> r.bucket("frozen").key("copied")).storageClass())
                .isNull();
        SERVER.advance(Duration.ofDays(2));
        assertThat(body("copied")).isEqualTo("source");
    }

    private static void copy(String key) {
        s3.copyObject(r -> r.sourceBucket("frozen")
                .sourceKey(key)
                .destinationBucket("frozen")
                .destinationKey("copied"));
    }

    @Test
    void anObjectPutAnewKnowsNothingOfTheCopyBefore() {
        put("again", "GLACIER");
        restore("again", 9, Tier.EXPEDITED);
        SERVER.advance(Duration.ofMinutes(5));
        put("again", "GLACIER");
        assertThat(told("again")).isNull();
        assertArchived("again");
        SERVER.advance(Duration.ofDays(12));
        assertArchived("again");
    }

    @Test
    void aVersionIsRestoredByItsId() {
        s3.createBucket(r -> r.bucket("frozen-versions"));
        s3.putBucketVersioning(r ->
                r.bucket("frozen-versions").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        String first = s3.putObject(
                        r -> r.bucket("frozen-versions").key("v").storageClass("GLACIER"), RequestBody.fromString("1"))
                .versionId();
        String second = s3.putObject(
                        r -> r.bucket("frozen-versions").key("v").storageClass("GLACIER"), RequestBody.fromString("2"))
                .versionId();
        s3.restoreObject(
                r -> r.bucket("frozen-versions").key("v").versionId(first).restoreRequest(q -> q.days(1)
                        .glacierJobParameters(g -> g.tier(Tier.EXPEDITED))));
        String marker =
                s3.deleteObject(r -> r.bucket("frozen-versions").key("v")).versionId();
        SERVER.advance(Duration.ofMinutes(5));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("frozen-versions").key("v").versionId(first))
                        .asUtf8String())
                .isEqualTo("1");
        assertRefused(
                () -> s3.getObjectAsBytes(
                        r -> r.bucket("frozen-versions").key("v").versionId(second)),
                "InvalidObjectState",
                403);
        assertThat(s3.listObjectVersions(r -> r.bucket("frozen-versions")
                                .optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                        .versions())
                .extracting(v -> v.restoreStatus() != null)
                .containsExactly(false, true);
        assertRefused(
                () -> s3.restoreObject(r ->
                        r.bucket("frozen-versions").key("v").versionId(marker).restoreRequest(q -> q.days(1))),
                "MethodNotAllowed",
                405);
    }

    @Test
    void listingsTellOfRestoresWhereTheyAreAsked() {
        put("listed/archived", "GLACIER");
        put("listed/being", "GLACIER");
        put("listed/restored", "GLACIER");
        put("listed/standard", "STANDARD");
        restore("listed/restored", 1, Tier.EXPEDITED);
        SERVER.advance(Duration.ofMinutes(5));
        restore("listed/being", 1, Tier.BULK);
        assertThat(s3.listObjectsV2(r -> r.bucket("frozen").prefix("listed/")).contents())
                .allMatch(o -> o.restoreStatus() == null);
        var objects = s3.listObjectsV2(r -> r.bucket("frozen")
                        .prefix("listed/")
                        .optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                .contents();
        assertThat(objects.get(0).restoreStatus()).isNull();
        assertThat(objects.get(1).restoreStatus().isRestoreInProgress()).isTrue();
        assertThat(objects.get(1).restoreStatus().restoreExpiryDate()).isNull();
        assertThat(objects.get(2).restoreStatus().isRestoreInProgress()).isFalse();
        assertThat(objects.get(2).restoreStatus().restoreExpiryDate()).isNotNull();
        assertThat(objects.get(3).restoreStatus()).isNull();
        assertThat(s3.listObjects(r -> r.bucket("frozen")
                                .prefix("listed/r")
                                .optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                        .contents()
                        .getFirst()
                        .restoreStatus()
                        .isRestoreInProgress())
                .isFalse();
        assertRefused(
                () -> s3.listObjectsV2(r -> r.bucket("frozen").optionalObjectAttributesWithStrings("Colour")),
                "InvalidArgument",
                400);
    }

    @Test
    void aBucketPolicyLetsAnotherAccountRestore() {
        S3Client other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x");
        put("shared", "GLACIER");
        assertRefused(
                () -> other.restoreObject(r -> r.bucket("frozen").key("shared").restoreRequest(q -> q.days(1))),
                "AccessDenied",
                403);
        s3.putBucketPolicy(r -> r.bucket("frozen").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},\
                "Action":"s3:RestoreObject","Resource":"arn:aws:s3:::frozen/shared"}]}"""));
        other.restoreObject(r -> r.bucket("frozen").key("shared").restoreRequest(q -> q.days(1)));
        assertThat(told("shared")).isEqualTo("ongoing-request=\"true\"");
        s3.deleteBucketPolicy(r -> r.bucket("frozen"));
        other.close();
    }

    @Test
    void tellsOfTheBeginningTheCopyAndItsEnd() throws IOException {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        hook.start();
        String uri = "http://localhost:" + hook.getAddress().getPort() + "/hook";
        try (RunningServer server =
                        RunningServer.withFlags("s3-notification-webhook", uri).start();
                S3Client client = server.client(S3Client.builder().forcePathStyle(true))) {
            client.createBucket(r -> r.bucket("told"));
            client.putObject(r -> r.bucket("told").key("a").storageClass("GLACIER"), RequestBody.fromString("x"));
            client.putBucketNotificationConfiguration(
                    r -> r.bucket("told").notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})
                            .queueConfigurations(q -> q.queueArn("arn:aws:sqs:us-east-1:000000000000:q")
                                    .eventsWithStrings("s3:ObjectRestore:*"))));
            client.restoreObject(r -> r.bucket("told").key("a").restoreRequest(q -> q.days(1)
                    .glacierJobParameters(g -> g.tier(Tier.EXPEDITED))));
            server.advance(Duration.ofDays(3));
            assertThat(got.stream().filter(m -> m.contains("detail-type")))
                    .satisfiesExactly(
                            m -> assertThat(m)
                                    .contains("Object Restore Initiated", "\"source-storage-class\":\"GLACIER\""),
                            m -> assertThat(m)
                                    .contains(
                                            "Object Restore Completed",
                                            "\"source-storage-class\":\"GLACIER\"",
                                            "T00:00:00Z\"")
                                    .doesNotContain("source-ip-address"),
                            m -> assertThat(m).contains("Object Restore Expired"));
            assertThat(got.stream().filter(m -> m.contains("Records")))
                    .satisfiesExactly(
                            m -> assertThat(m).contains("\"eventName\":\"ObjectRestore:Post\""),
                            m -> assertThat(m)
                                    .contains(
                                            "\"eventName\":\"ObjectRestore:Completed\"",
                                            "T00:00:00.000Z",
                                            "\"lifecycleRestoreStorageClass\":\"GLACIER\""),
                            m -> assertThat(m).contains("\"eventName\":\"ObjectRestore:Delete\""));
        } finally {
            hook.stop(0);
        }
    }
}

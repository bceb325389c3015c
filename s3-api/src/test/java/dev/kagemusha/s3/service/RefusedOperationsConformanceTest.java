package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationState;
import software.amazon.awssdk.services.s3.model.InventoryConfigurationState;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** What S3 no longer does, does for directory buckets alone, or does not do here: each refused, and nothing done. */
class RefusedOperationsConformanceTest {
    private static final String NOT_ALLOWED = "The specified method is not allowed against this resource.";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(r -> r.bucket("refused"));
        s3.putObject(r -> r.bucket("refused").key("k"), RequestBody.fromString("1"));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    @Test
    void selectIsClosedToNewCustomers() throws IOException {
        RawHttp.Answer answer = SignedHttp.to(SERVER, "s3").post("/refused/k?select&select-type=2", """
                <SelectObjectContentRequest><Expression>SELECT * FROM S3Object</Expression>\
                <ExpressionType>SQL</ExpressionType></SelectObjectContentRequest>""");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text())
                .contains(
                        "<Code>MethodNotAllowed</Code>",
                        NOT_ALLOWED,
                        "<Method>POST</Method>",
                        "<ResourceType>OBJECT</ResourceType>");
    }

    @Test
    void torrentsAreNoMore() {
        assertRefused(
                () -> s3.getObjectTorrentAsBytes(r -> r.bucket("refused").key("k")),
                "MethodNotAllowed",
                405,
                NOT_ALLOWED);
        assertRefused(() -> s3.getObjectTorrentAsBytes(r -> r.bucket("refused").key("nothing")), "NoSuchKey", 404);
    }

    @Test
    void nothingIsAppendedToAnObject() throws IOException {
        RawHttp.Answer answer = SignedHttp.to(SERVER, "s3").put("/refused/k", "2", "x-amz-write-offset-bytes", "1");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text())
                .contains(
                        "<Code>NotImplemented</Code>",
                        "A header you provided implies functionality that is not implemented",
                        "<Header>x-amz-write-offset-bytes</Header>");
        assertThat(s3.getObjectAsBytes(r -> r.bucket("refused").key("k")).asUtf8String())
                .isEqualTo("1");
    }

    @Test
    void deletionsHaveNoConditionsOfDirectoryBuckets() {
        assertRefused(() -> s3.deleteObject(r -> r.bucket("refused").key("k").ifMatchSize(1L)), "NotImplemented", 501);
        assertRefused(
                () -> s3.deleteObject(r -> r.bucket("refused").key("k").ifMatchLastModifiedTime(Instant.EPOCH)),
                "NotImplemented",
                501);
        assertThat(s3.headObject(r -> r.bucket("refused").key("k")).contentLength())
                .isEqualTo(1);
    }

    @Test
    void whatIsNotHereIsNamed() {
        Map<String, ThrowingCallable> calls = new TreeMap<>();
        calls.put(
                "RenameObject",
                () -> s3.renameObject(r -> r.bucket("refused").key("new").renameSource("refused/k")));
        calls.put("CreateSession", () -> s3.createSession(r -> r.bucket("refused")));
        calls.put("ListDirectoryBuckets", () -> s3.listDirectoryBuckets(r -> {}));
        calls.put(
                "WriteGetObjectResponse",
                () -> s3.writeGetObjectResponse(
                        r -> r.requestRoute("route").requestToken("token"), RequestBody.fromString("x")));
        calls.put(
                "CreateBucketMetadataConfiguration",
                () -> s3.createBucketMetadataConfiguration(r -> r.bucket("refused")
                        .metadataConfiguration(m -> m.journalTableConfiguration(
                                j -> j.recordExpiration(e -> e.expiration(ExpirationState.DISABLED))))));
        calls.put("GetBucketMetadataConfiguration", () -> s3.getBucketMetadataConfiguration(r -> r.bucket("refused")));
        calls.put(
                "DeleteBucketMetadataConfiguration",
                () -> s3.deleteBucketMetadataConfiguration(r -> r.bucket("refused")));
        calls.put(
                "CreateBucketMetadataTableConfiguration",
                () -> s3.createBucketMetadataTableConfiguration(r -> r.bucket("refused")
                        .metadataTableConfiguration(m -> m.s3TablesDestination(
                                d -> d.tableBucketArn("arn").tableName("t")))));
        calls.put(
                "GetBucketMetadataTableConfiguration",
                () -> s3.getBucketMetadataTableConfiguration(r -> r.bucket("refused")));
        calls.put(
                "DeleteBucketMetadataTableConfiguration",
                () -> s3.deleteBucketMetadataTableConfiguration(r -> r.bucket("refused")));
        calls.put(
                "UpdateBucketMetadataInventoryTableConfiguration",
                () -> s3.updateBucketMetadataInventoryTableConfiguration(r -> r.bucket("refused")
                        .inventoryTableConfiguration(i -> i.configurationState(InventoryConfigurationState.DISABLED))));
        calls.put(
                "UpdateBucketMetadataJournalTableConfiguration",
                () -> s3.updateBucketMetadataJournalTableConfiguration(r -> r.bucket("refused")
                        .journalTableConfiguration(
                                j -> j.recordExpiration(e -> e.expiration(ExpirationState.DISABLED)))));
        calls.forEach((operation, call) -> assertThat(
                        assertRefused(call, "NotImplemented", 501).getMessage())
                .contains(operation));
    }
}

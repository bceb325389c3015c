package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Inventories through the SDK's own client, on the advanced clock. */
class InventoryConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    private static List<String> keys(String bucket) {
        return s3.listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static void configure(InventoryFrequency frequency) {
        s3.putBucketInventoryConfiguration(r -> r.bucket("stock").id("all").inventoryConfiguration(c -> c.id("all")
                .isEnabled(true)
                .includedObjectVersions(InventoryIncludedObjectVersions.CURRENT)
                .optionalFields(
                        InventoryOptionalField.SIZE,
                        InventoryOptionalField.STORAGE_CLASS,
                        InventoryOptionalField.ENCRYPTION_STATUS)
                .schedule(s -> s.frequency(frequency))
                .filter(f -> f.prefix("in/"))
                .destination(d -> d.s3BucketDestination(b ->
                        b.bucket("arn:aws:s3:::stock-lists").prefix("lists").format(InventoryFormat.CSV)))));
    }

    @Test
    void listsABucketEachDay() throws IOException {
        s3.createBucket(r -> r.bucket("stock"));
        s3.createBucket(r -> r.bucket("stock-lists"));
        s3.putBucketPolicy(r -> r.bucket("stock-lists").policy("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject",
                        "Resource":"arn:aws:s3:::stock-lists/*",
                        "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::stock"}}}]}"""));
        s3.putObject(r -> r.bucket("stock").key("in/a b"), RequestBody.fromString("12345"));
        s3.putObject(r -> r.bucket("stock").key("in/b"), RequestBody.fromString("1"));
        s3.putObject(r -> r.bucket("stock").key("out"), RequestBody.fromString("1"));
        configure(InventoryFrequency.DAILY);
        SERVER.advance(Duration.ofDays(1));
        List<String> keys = keys("stock-lists");
        assertThat(keys).hasSize(4);
        assertThat(keys.get(0)).matches("lists/stock/all/\\d{4}-\\d\\d-\\d\\dT00-00Z/manifest.checksum");
        assertThat(keys.get(1)).endsWith("T00-00Z/manifest.json");
        assertThat(keys.get(2)).matches("lists/stock/all/data/.*\\.csv\\.gz");
        assertThat(keys.get(3)).matches("lists/stock/all/hive/dt=.*-00-00/symlink.txt");
        assertThat(s3.getObjectAsBytes(r -> r.bucket("stock-lists").key(keys.get(1)))
                        .asUtf8String())
                .startsWith("{\"sourceBucket\":\"stock\",\"destinationBucket\":\"arn:aws:s3:::stock-lists\"")
                .contains("\"fileSchema\":\"Bucket, Key, Size, StorageClass, EncryptionStatus\"")
                .contains("\"key\":\"" + keys.get(2) + "\"");
        byte[] zipped = s3.getObjectAsBytes(r -> r.bucket("stock-lists").key(keys.get(2)))
                .asByteArray();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("""
                            "stock","in/a+b","5","STANDARD","SSE-S3"
                            "stock","in/b","1","STANDARD","SSE-S3"
                            """);
        }
        SERVER.advance(Duration.ofDays(1));
        assertThat(keys("stock-lists")).as("another day").hasSize(8);
        configure(InventoryFrequency.WEEKLY);
        SERVER.advance(Duration.ofDays(21));
        assertThat(keys("stock-lists").stream().filter(k -> k.endsWith("manifest.json")))
                .as("three more Sundays, and the midnight that was planned before")
                .hasSizeBetween(5, 6);
    }

    @Test
    void listsEveryVersionWhereAsked() throws IOException {
        s3.createBucket(r -> r.bucket("past"));
        s3.putBucketVersioning(
                r -> r.bucket("past").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putBucketPolicy(r -> r.bucket("past").policy("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject",
                        "Resource":"arn:aws:s3:::past/*"}]}"""));
        String first = s3.putObject(r -> r.bucket("past").key("in/a"), RequestBody.fromString("1"))
                .versionId();
        String second = s3.putObject(r -> r.bucket("past").key("in/a"), RequestBody.fromString("22"))
                .versionId();
        s3.putObject(r -> r.bucket("past").key("in/b"), RequestBody.fromString("1"));
        String marker = s3.deleteObject(r -> r.bucket("past").key("in/b")).versionId();
        s3.putBucketInventoryConfiguration(r -> r.bucket("past").id("all").inventoryConfiguration(c -> c.id("all")
                .isEnabled(true)
                .includedObjectVersions(InventoryIncludedObjectVersions.ALL)
                .optionalFields(InventoryOptionalField.SIZE)
                .schedule(s -> s.frequency(InventoryFrequency.DAILY))
                .filter(f -> f.prefix("in/"))
                .destination(d ->
                        d.s3BucketDestination(b -> b.bucket("arn:aws:s3:::past").format(InventoryFormat.CSV)))));
        SERVER.advance(Duration.ofDays(1));
        StringBuilder lines = new StringBuilder();
        for (String key : keys("past")) {
            if (key.endsWith(".csv.gz")) {
                byte[] zipped =
                        s3.getObjectAsBytes(r -> r.bucket("past").key(key)).asByteArray();
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
                    lines.append(new String(in.readAllBytes(), UTF_8));
                }
            }
        }
        assertThat(lines.toString().lines())
                .hasSize(4)
                .contains(
                        "\"past\",\"in/a\",\"" + second + "\",\"true\",\"false\",\"2\"",
                        "\"past\",\"in/a\",\"" + first + "\",\"false\",\"false\",\"1\"",
                        "\"past\",\"in/b\",\"" + marker + "\",\"true\",\"true\",\"\"");
    }

    @Test
    void tellsOfLocksOwnersAndLists() throws IOException {
        s3.createBucket(r -> r.bucket("locked").objectLockEnabledForBucket(true));
        s3.deletePublicAccessBlock(r -> r.bucket("locked"));
        s3.putBucketOwnershipControls(r -> r.bucket("locked")
                .ownershipControls(o -> o.rules(rule -> rule.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        s3.createBucket(r -> r.bucket("locked-lists"));
        s3.putBucketPolicy(r -> r.bucket("locked-lists").policy("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject",
                        "Resource":"arn:aws:s3:::locked-lists/*"}]}"""));
        Instant until =
                SERVER.server().clock().instant().plus(Duration.ofDays(400)).truncatedTo(ChronoUnit.SECONDS);
        s3.putObject(
                r -> r.bucket("locked")
                        .key("held")
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(until)
                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON)
                        .acl(ObjectCannedACL.PUBLIC_READ),
                RequestBody.fromString("1"));
        s3.putObject(r -> r.bucket("locked").key("loose"), RequestBody.fromString("1"));
        s3.putBucketInventoryConfiguration(r -> r.bucket("locked").id("all").inventoryConfiguration(c -> c.id("all")
                .isEnabled(true)
                .includedObjectVersions(InventoryIncludedObjectVersions.CURRENT)
                .optionalFields(
                        InventoryOptionalField.OBJECT_OWNER,
                        InventoryOptionalField.OBJECT_ACCESS_CONTROL_LIST,
                        InventoryOptionalField.OBJECT_LOCK_LEGAL_HOLD_STATUS,
                        InventoryOptionalField.OBJECT_LOCK_MODE,
                        InventoryOptionalField.OBJECT_LOCK_RETAIN_UNTIL_DATE,
                        InventoryOptionalField.CHECKSUM_ALGORITHM,
                        InventoryOptionalField.BUCKET_KEY_STATUS)
                .schedule(s -> s.frequency(InventoryFrequency.DAILY))
                .destination(d -> d.s3BucketDestination(b -> b.bucket("arn:aws:s3:::locked-lists")
                        .format(InventoryFormat.CSV)
                        .encryption(e -> e.sses3(x -> {}))))));
        SERVER.advance(Duration.ofDays(1));
        String owner =
                s3.getObjectAcl(r -> r.bucket("locked").key("held")).owner().id();
        String data = keys("locked-lists").stream()
                .filter(k -> k.endsWith(".csv.gz"))
                .findFirst()
                .orElseThrow();
        List<String> lines;
        try (GZIPInputStream in =
                new GZIPInputStream(s3.getObject(r -> r.bucket("locked-lists").key(data)))) {
            lines = new String(in.readAllBytes(), UTF_8).lines().toList();
        }
        assertThat(lines).hasSize(2);
        String[] held = lines.getFirst().replace("\"", "").split(",", -1);
        assertThat(held).hasSize(9).startsWith("locked", "held");
        assertThat(held[2]).isEqualTo(until.toString().replace("Z", ".000Z"));
        assertThat(held[3]).isEqualTo("GOVERNANCE");
        assertThat(held[4]).isEqualTo("ON");
        assertThat(held[5]).isEqualTo("DISABLED");
        assertThat(held[6]).isEqualTo("CRC32");
        assertThat(new String(Base64.getDecoder().decode(held[7]), UTF_8))
                .startsWith("{\"version\":\"2022-11-10\",\"status\":\"AVAILABLE\",\"grants\":[")
                .contains("{\"canonicalId\":\"" + owner
                        + "\",\"permission\":\"FULL_CONTROL\",\"type\":\"CanonicalUser\"}")
                .contains("{\"uri\":\"http://acs.amazonaws.com/groups/global/AllUsers\",\"permission\":\"READ\","
                        + "\"type\":\"Group\"}");
        assertThat(held[8]).isEqualTo(owner);
        assertThat(lines.getLast()).startsWith("\"locked\",\"loose\",\"\",\"\",\"OFF\",");
    }
}

package dev.kagemusha.s3.inventory;

import dev.kagemusha.protocol.json.JsonText;
import dev.kagemusha.s3.acl.Acl;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.Past;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Telling;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;

/** The values of a version in an inventory. Its own row is read only where a column needs it: most are in what a listing shows. */
final class Row implements Columns.Values {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Home home;
    private final String key;
    private final @Nullable String versionId;
    private final boolean latest;
    private final long modified;
    private final @Nullable Entry entry; // not of delete markers
    private final Supplier<@Nullable StoredObject> source;
    private @Nullable StoredObject object;

    private Row(
            Home home,
            String key,
            @Nullable String versionId,
            boolean latest,
            long modified,
            @Nullable Entry entry,
            Supplier<@Nullable StoredObject> source) {
        this.home = home;
        this.key = key;
        this.versionId = versionId;
        this.latest = latest;
        this.modified = modified;
        this.entry = entry;
        this.source = source;
    }

    static Row current(ReadView view, Home home, String key, Entry entry) {
        String id = home.bucket().versioning() == Versioning.OFF
                ? null
                : entry.version().id(key);
        return new Row(home, key, id, true, entry.modified(), entry, () -> Shelf.object(view, home, key));
    }

    /** A noncurrent version or a delete marker. */
    static Row past(Home home, Past.One one, Versioned version) {
        StoredObject object = version.object();
        return new Row(
                home,
                one.key(),
                version.version().id(one.key()),
                one.newer() < 0,
                one.modified(),
                object == null ? null : object.entry(),
                () -> object);
    }

    @Override
    public @Nullable String of(String column) {
        Entry there = entry;
        return switch (column) {
            case "Bucket" -> home.name();
            case "Key" -> Columns.encoded(key);
            case "VersionId" -> versionId;
            case "IsLatest" -> Boolean.toString(latest);
            case "IsDeleteMarker" -> Boolean.toString(there == null);
            case "LastModifiedDate" -> time(modified / 1000 * 1000);
            default -> there == null ? null : ofObject(there, column);
        };
    }

    private @Nullable String ofObject(Entry there, String column) {
        return switch (column) {
            case "Size" -> Long.toString(there.size());
            case "StorageClass" -> StorageClasses.name(there.storageClass());
            case "ETag" -> Telling.bare(there);
            case "IsMultipartUploaded" -> Boolean.toString(there.parts() > 0);
            case "IntelligentTieringAccessTier" ->
                StorageClasses.name(there.storageClass()).equals("INTELLIGENT_TIERING") ? "FREQUENT" : null;
            case "ReplicationStatus" -> there.replication().status();
            case "ChecksumAlgorithm" -> there.algorithm().name();
            default -> ofRow(column);
        };
    }

    private @Nullable String ofRow(String column) {
        if (object == null) {
            object = source.get();
        }
        StoredObject there = object;
        if (there == null) {
            return null;
        }
        Hold hold = there.hold();
        String owner = S3Call.canonicalUser(home.account());
        return switch (column) {
            case "EncryptionStatus" -> encryption(there.encryption());
            case "BucketKeyStatus" -> there.encryption().bucketKey() ? "ENABLED" : "DISABLED";
            case "ObjectLockMode" -> hold.modeName();
            case "ObjectLockRetainUntilDate" -> hold.mode() == null ? null : time(hold.until());
            case "ObjectLockLegalHoldStatus" ->
                !home.bucket().lock().enabled() ? null : Boolean.TRUE.equals(hold.legal()) ? "ON" : "OFF";
            case "ObjectOwner" -> there.description().access().owner(owner);
            case "ObjectAccessControlList" -> list(there.description().access(), owner);
            default -> null;
        };
    }

    private static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    private static String encryption(Encryption encryption) {
        return switch (encryption.kind()) {
            case S3 -> "SSE-S3";
            case KMS -> "SSE-KMS";
            case DUAL -> "DSSE-KMS";
            case CUSTOMER -> "SSE-C";
        };
    }

    /** As the user guide has it in "Working with the Object ACL field": JSON, in base64 where it stands in CSV. */
    private static String list(ObjectAccess access, String bucketOwner) {
        Acl acl = access.acl() == null ? Acl.ofOwner(access.owner(bucketOwner)) : access.acl();
        JsonText json = new JsonText()
                .object()
                .text("version", "2022-11-10")
                .text("status", "AVAILABLE")
                .array("grants");
        for (Acl.Grant grant : acl.grants()) {
            json.object()
                    .text(
                            grant.grantee().group() ? "uri" : "canonicalId",
                            grant.grantee().name())
                    .text("permission", grant.permission().toString())
                    .text("type", grant.grantee().group() ? "Group" : "CanonicalUser")
                    .end();
        }
        byte[] text = json.endArray().end().toString().getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
    }
}

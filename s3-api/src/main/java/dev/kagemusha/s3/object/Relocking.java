package dev.kagemusha.s3.object;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.model.ObjectEncryption;
import dev.kagemusha.s3.model.SSEKMSEncryption;
import dev.kagemusha.s3.model.UpdateObjectEncryptionRequest;
import dev.kagemusha.s3.model.UpdateObjectEncryptionResponse;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Locks an object under another key of KMS where it is: the keys of its blobs are wrapped anew, not a byte of them moves, and all that
 * is said of it stays. Source: S3 user guide, "Updating server-side encryption for existing data".
 */
public final class Relocking implements Chapter {
    private static final int ATTEMPTS = 4;
    private static final String UPDATE = "The UpdateObjectEncryption operation doesn't support ";
    private static final String CHANGES = "Requests that modify an object encryption configuration require ";
    private static final String CHANGES_TYPE = "Requests that modify an object's encryption type to SSE-KMS require ";

    private final S3Call call;

    public Relocking(S3Call call) {
        this.call = call;
    }

    @Override
    public UpdateObjectEncryptionResponse updateObjectEncryption(UpdateObjectEncryptionRequest request) {
        String key = request.key();
        Refusals.key(key);
        KeyArn target = target(request.objectEncryption());
        boolean bucketKey = bucketKey(request.objectEncryption());
        call.call().require(Permission.of("s3:PutObject", call.objectArn(request.bucket(), key)));
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Versioned found =
                    Versioned.find(call, request.bucket(), key, request.versionId(), request.expectedBucketOwner());
            Home home = found.home();
            if (!target.account().equals(home.account())) {
                throw S3Errors.accessDenied(
                        "The AWS KMS key in the request must be owned by the same account as the bucket."
                                + " Modify the request to specify a KMS key from the same account, and then try again.");
            }
            StoredObject object = found.stored();
            check(object);
            BlobLock from = call.sealing().open(object.encryption(), null);
            Sealing.Sealed sealed = call.seal(home, key, Asked.ofKey(target.text(), bucketKey));
            List<BlobRef> relocked = new ArrayList<>(object.blobs().size());
            for (BlobRef blob : object.blobs()) {
                relocked.add(call.store().blobs().relock(blob, from, sealed.lock()));
            }
            if (replace(home, key, request.versionId(), object, sealed.encryption(), relocked)) {
                return UpdateObjectEncryptionResponse.builder().build();
            }
        }
        throw S3Errors.operationAborted();
    }

    /** Unless it is another object by now, or locked by another key: KMS was asked outside the transaction. */
    private boolean replace(
            Home home,
            String key,
            @Nullable String id,
            StoredObject old,
            Encryption encryption,
            List<BlobRef> relocked) {
        return call.store().write(Shelf.locks(home, key), tx -> {
            Versioned now = Versioned.find(tx, call.confirm(tx, home), key, id);
            if (now == null || now.object() == null || !now.stored().sharesBlobs(old)) {
                return false;
            }
            check(now.stored());
            Shelf.replace(tx, now, now.stored().withLock(encryption, relocked));
            return true;
        });
    }

    private void check(StoredObject object) {
        Encryption.Kind kind = object.encryption().kind();
        if (kind != Encryption.Kind.S3 && kind != Encryption.Kind.KMS) {
            throw S3Errors.invalidRequest(UPDATE + "source objects with the encryption type DSSE-KMS or SSE-C."
                    + " Only source objects encrypted with SSE-S3 or SSE-KMS are supported.");
        }
        if (!object.hold().permitsDeletion(call.now(), false)) {
            throw S3Errors.accessDenied(
                    "The encryption type for the specified object can't be updated because that object is protected"
                            + " by S3 Object Lock. If the object has a governance-mode retention period or a legal hold,"
                            + " you must first remove the Object Lock status on the object before you issue your"
                            + " UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation with"
                            + " objects that have an Object Lock compliance mode retention period applied to them.");
        }
    }

    private KeyArn target(@Nullable ObjectEncryption asked) {
        if (asked == null) {
            throw S3Errors.malformedXml();
        }
        if (QueryString.parse(call.call().head().query()).first("AWSAccessKeyId") != null) {
            throw S3Errors.invalidRequest(CHANGES + "AWS Signature Version 4. Modify the request to use AWS Signature"
                    + " Version 4, and then try again.");
        }
        SSEKMSEncryption kms = asked.ssekms();
        if (kms == null) {
            throw S3Errors.invalidRequest(CHANGES + "a valid new encryption type. Valid values are SSEKMS. Modify the"
                    + " request to specify SSE-KMS for the updated encryption type, and then try again.");
        }
        String arn = kms.kmsKeyArn();
        if (arn == null || arn.isEmpty()) {
            throw S3Errors.invalidRequest(CHANGES_TYPE + "an AWS KMS key Amazon Resource Name (ARN). Modify the request"
                    + " to specify a KMS key ARN, and then try again.");
        }
        KeyArn key = KeyArn.of(arn);
        if (key == null) {
            throw S3Errors.invalidRequest(CHANGES_TYPE + "a valid AWS KMS key Amazon Resource Name (ARN). Confirm that"
                    + " you have a correctly formatted KMS key ARN in your request, and then try again.");
        }
        return key;
    }

    private static boolean bucketKey(@Nullable ObjectEncryption asked) {
        String enabled =
                asked == null || asked.ssekms() == null ? null : asked.ssekms().bucketKeyEnabledAsString();
        if (enabled != null && !enabled.equals("true") && !enabled.equals("false")) {
            throw S3Errors.invalidRequest("The BucketKeyEnabled value isn't valid. Valid values are true or false."
                    + " Modify the request to specify a valid value, and then try again.");
        }
        return "true".equals(enabled);
    }

    /** The full ARN of a key; ids and aliases are none. */
    private record KeyArn(String text, String account) {
        private static final int PARTS = 6;
        private static final int LONGEST = 2048;
        private static final String RESOURCE = "key/";

        /** Null for what is no key's ARN. */
        static @Nullable KeyArn of(String text) {
            String[] parts = text.length() > LONGEST ? new String[0] : text.split(":", -1);
            if (parts.length != PARTS
                    || !parts[0].equals("arn")
                    || !parts[1].startsWith("aws")
                    || !parts[2].equals("kms")
                    || parts[3].isEmpty()
                    || parts[4].length() != 12
                    || !parts[5].startsWith(RESOURCE)
                    || parts[5].length() == RESOURCE.length()) {
                return null;
            }
            return new KeyArn(text, parts[4]);
        }
    }
}

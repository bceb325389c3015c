package dev.kagemusha.s3.body;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.Digest;
import dev.kagemusha.service.BodyCheck;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * Content-MD5 and checksums of bodies that are gathered (those that stream are checked as they are stored). Some operations
 * insist on one of them; source: the user guide's "Checking object integrity", "Content-MD5 required".
 */
public final class Integrity implements BodyCheck {
    private static final Set<String> REQUIRED = Set.of(
            "DeleteObjects",
            "PutObjectTagging",
            "PutBucketCors",
            "PutBucketLifecycleConfiguration",
            "PutBucketOwnershipControls",
            "PutBucketReplication",
            "PutBucketTagging",
            "PutPublicAccessBlock",
            "PutObjectRetention",
            "PutObjectLegalHold",
            "PutObjectLockConfiguration",
            "UpdateObjectEncryption");

    /** Its checksum headers speak of the whole object, not of the body. */
    private static final String COMPLETE = "CompleteMultipartUpload";

    @Override
    public void check(OperationModel operation, RequestHead head, Headers trailers, byte[] body) {
        if (body.length > 0) {
            check(operation.name(), head.headers(), trailers, body);
        }
    }

    private static void check(String operation, Headers headers, Headers trailers, byte[] body) {
        byte[] md5 = GivenChecksum.md5(headers.first("content-md5"));
        if (md5 != null) {
            byte[] calculated = Algorithm.md5().digest(body);
            if (!Arrays.equals(md5, calculated)) {
                throw S3Errors.badMd5(
                        HexFormat.of().formatHex(md5), Base64.getEncoder().encodeToString(calculated));
            }
        }
        if (operation.equals(COMPLETE)) {
            return;
        }
        GivenChecksum given = GivenChecksum.of(
                new GivenChecksum.Members(
                        sent(headers, Algorithm.CRC64NVME),
                        sent(headers, Algorithm.CRC32),
                        sent(headers, Algorithm.CRC32C),
                        sent(headers, Algorithm.SHA1),
                        sent(headers, Algorithm.SHA256)),
                headers.first("x-amz-sdk-checksum-algorithm"),
                headers.first("x-amz-trailer"));
        if (given.algorithm() != null) {
            Digest digest = given.algorithm().open();
            digest.update(body, 0, body.length);
            given.verify(digest.value(), trailers);
        } else if (md5 == null && REQUIRED.contains(operation)) {
            throw S3Errors.digestRequired();
        }
    }

    private static @Nullable String sent(Headers headers, Algorithm algorithm) {
        return headers.first(algorithm.header());
    }
}

package dev.kagemusha.s3.object;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * What {@code x-amz-copy-source} names: {@code bucket/key}, percent-encoded, with or without a slash in front, or the ARN of an access
 * point's object.
 */
public record CopySource(
        String bucket, String key, @Nullable String versionId) {
    private static final String VERSION = "?versionId=";

    /** Between the ARN of an access point and a key. */
    private static final String OBJECT = "/object/";

    // the header as it came; bucket and key that the SDK offers instead are what its own client makes it of

    @SuppressWarnings("deprecation")
    public static CopySource of(CopyObjectRequest request) {
        return parse(request.copySource());
    }

    @SuppressWarnings("deprecation")
    public static CopySource of(UploadPartCopyRequest request) {
        return parse(request.copySource());
    }

    static CopySource parse(String header) {
        int question = header.lastIndexOf(VERSION);
        String versionId = question < 0 ? null : header.substring(question + VERSION.length());
        String path = QueryString.decodePath(question < 0 ? header : header.substring(0, question));
        if (path.startsWith("arn:")) {
            int end = AccessPoints.endOfArn(path);
            if (!path.startsWith(OBJECT, end) || path.length() == end + OBJECT.length()) {
                throw S3Errors.invalidCopySource();
            }
            return new CopySource(path.substring(0, end), path.substring(end + OBJECT.length()), versionId);
        }
        int from = path.startsWith("/") ? 1 : 0;
        int slash = path.indexOf('/', from);
        if (slash <= from || slash == path.length() - 1) {
            throw S3Errors.invalidCopySource();
        }
        return new CopySource(path.substring(from, slash), path.substring(slash + 1), versionId);
    }

    /** Whether the caller may read this and write there. */
    public void authorize(S3Call call, String toBucket, String toKey) {
        call.call()
                .require(Permission.of(
                        versionId == null ? "s3:GetObject" : "s3:GetObjectVersion", call.objectArn(bucket, key)));
        call.call().require(Permission.of("s3:PutObject", call.objectArn(toBucket, toKey)));
    }
}

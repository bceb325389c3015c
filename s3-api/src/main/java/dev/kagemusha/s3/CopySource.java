package dev.kagemusha.s3;

import dev.kagemusha.http.QueryString;
import org.jspecify.annotations.Nullable;

/** What {@code x-amz-copy-source} names: {@code bucket/key}, percent-encoded, with or without a slash in front. */
record CopySource(String bucket, String key, @Nullable String versionId) {
    private static final String VERSION = "?versionId=";

    static CopySource parse(String header) {
        if (header.startsWith("arn:")) {
            throw S3Errors.notImplemented("x-amz-copy-source"); // access points
        }
        int question = header.lastIndexOf(VERSION);
        String versionId = question < 0 ? null : header.substring(question + VERSION.length());
        String path = QueryString.decodePath(question < 0 ? header : header.substring(0, question));
        int from = path.startsWith("/") ? 1 : 0;
        int slash = path.indexOf('/', from);
        if (slash <= from || slash == path.length() - 1) {
            throw S3Errors.invalidCopySource();
        }
        return new CopySource(path.substring(from, slash), path.substring(slash + 1), versionId);
    }
}

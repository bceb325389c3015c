package dev.kagemusha.s3;

/**
 * A bucket found by its name: where its rows are.
 *
 * @param scope the owner's state scope
 */
record Home(String name, int scope, String account, String region, BucketRow bucket) {
    ObjectKey key(String key) {
        return new ObjectKey(bucket.id(), key);
    }

    UploadKey upload(String key, String uploadId) {
        return new UploadKey(bucket.id(), key, uploadId);
    }
}

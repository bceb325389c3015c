package dev.kagemusha.s3.bucket;

/**
 * A bucket found by its name: where its rows are.
 *
 * @param scope the owner's state scope
 */
public record Home(String name, int scope, String account, String region, BucketRow bucket) {
    public ObjectKey key(String key) {
        return new ObjectKey(bucket.id(), key);
    }
}

package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.accesspoint.AccessPoint;
import org.jspecify.annotations.Nullable;

/**
 * A bucket found by its name: where its rows are.
 *
 * @param scope the owner's state scope
 * @param point through which it was found; null for its own name
 */
public record Home(
        String name,
        int scope,
        String account,
        String region,
        BucketRow bucket,
        @Nullable AccessPoint point) {
    public Home(String name, int scope, String account, String region, BucketRow bucket) {
        this(name, scope, account, region, bucket, null);
    }

    Home through(AccessPoint other) {
        return new Home(name, scope, account, region, bucket, other);
    }

    /** The bucket as its row is now. */
    Home with(BucketRow now) {
        return new Home(name, scope, account, region, now, point);
    }

    /** Whether it is the same bucket, whatever a request calls it. */
    public boolean sameBucket(Home other) {
        return scope == other.scope && bucket.id() == other.bucket.id();
    }

    public ObjectKey key(String key) {
        return new ObjectKey(bucket.id(), key);
    }
}

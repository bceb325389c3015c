package dev.kagemusha.s3.object;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.lifecycle.LifecycleIndex;
import dev.kagemusha.s3.lifecycle.Subject;
import org.jspecify.annotations.Nullable;

/** When a bucket's lifecycle ends an object, as answers tell it in {@code x-amz-expiration}. */
public final class Expiration {
    private Expiration() {}

    /** The header for a current version, or null when nothing ends it. Asked for outside transactions. */
    public static @Nullable String header(S3Call call, Home home, String key, StoredObject object) {
        Lifecycle lifecycle = call.lifecycle(home);
        if (lifecycle == null) {
            return null;
        }
        Entry entry = object.entry();
        Subject subject =
                new Subject(key, entry.size(), StorageClasses.name(entry.storageClass()), () -> object.description()
                        .tags());
        Lifecycle.Expiry expiry = lifecycle.expiry(subject, entry.modified());
        return expiry == null ? null : LifecycleIndex.header(expiry);
    }
}

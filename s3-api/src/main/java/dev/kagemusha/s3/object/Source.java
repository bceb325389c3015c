package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import org.jspecify.annotations.Nullable;

/** An object to copy from, found and allowed. */
public record Source(Home home, String key, StoredObject object) {
    /**
     * @param condition on the source
     * @throws dev.kagemusha.s3.S3Error when it is not there, or not to be read
     */
    public static Source find(S3Call call, CopySource from, @Nullable String expectedOwner, ReadCondition condition) {
        Home[] home = new Home[1];
        StoredObject object = call.store().read(view -> {
            home[0] = call.home(view, from.bucket(), expectedOwner);
            return Shelf.object(view, home[0], from.key());
        });
        Refusals.version(from.versionId(), from.key());
        if (object == null) {
            throw call.missing(home[0], from.key());
        }
        ReadCondition.Failed failed =
                condition.failed(object.entry(), call.call().clock().instant());
        if (failed != null) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-" + failed.header());
        }
        if (StorageClasses.archived(object.entry().storageClass())) {
            throw S3Errors.invalidObjectState(StorageClasses.name(object.entry().storageClass()));
        }
        return new Source(home[0], from.key(), object);
    }
}

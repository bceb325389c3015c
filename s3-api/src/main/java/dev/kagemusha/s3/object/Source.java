package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import org.jspecify.annotations.Nullable;

/** An object to copy from, found and allowed. */
public record Source(Versioned version) {
    /**
     * @param condition on the source
     * @throws dev.kagemusha.s3.S3Error when it is not there, or not to be read
     */
    public static Source find(S3Call call, CopySource from, @Nullable String expectedOwner, ReadCondition condition) {
        Home[] home = new Home[1];
        Versioned found = call.store().read(view -> {
            home[0] = call.home(view, from.bucket(), expectedOwner);
            return Versioned.find(view, home[0], from.key(), from.versionId());
        });
        if (found != null && found.object() == null && from.versionId() != null) {
            throw S3Errors.invalidRequest(
                    "The source of a copy request may not specifically refer to a delete marker by version id.");
        }
        Versioned version = Versioned.found(call, home[0], from.key(), from.versionId(), found);
        StoredObject object = version.stored();
        ReadCondition.Failed failed =
                condition.failed(object.entry(), call.call().clock().instant());
        if (failed != null) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-" + failed.header());
        }
        if (StorageClasses.archived(object.entry().storageClass())) {
            Restore restore =
                    call.store().read(view -> Restores.find(view, version.home(), version.key(), object.entry()));
            Restores.check(
                    restore,
                    object.entry(),
                    call.now(),
                    "Operation is not valid for the source object's storage class");
        }
        return new Source(version);
    }

    public Home home() {
        return version.home();
    }

    public String key() {
        return version.key();
    }

    public StoredObject object() {
        return version.stored();
    }
}

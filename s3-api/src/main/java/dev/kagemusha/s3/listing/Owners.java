package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Owner;

/**
 * Whose the objects of a page are: the bucket owner's where ACLs are disabled, as in most buckets, and no object is looked at; elsewhere
 * each object says it.
 */
final class Owners {
    private final ReadView view;
    private final Home home;
    private final String bucketOwner;
    private final Owner ofBucket;
    private final boolean enforced;

    Owners(S3Call call, ReadView view, Home home) {
        this.view = view;
        this.home = home;
        this.bucketOwner = S3Call.canonicalUser(home.account());
        this.ofBucket = owner(bucketOwner);
        this.enforced = call.rules(home).enforcesOwner();
    }

    private static Owner owner(String id) {
        return Owner.builder().id(id).build();
    }

    Owner ofBucket() {
        return ofBucket;
    }

    /** @param version null for the newest */
    Owner of(String key, @Nullable Version version) {
        Versioned found = enforced ? null : Versioned.find(view, home, key, version == null ? null : version.id(key));
        if (found == null || found.object() == null) {
            return ofBucket;
        }
        String owner = found.stored().description().access().owner(bucketOwner);
        return owner.equals(bucketOwner) ? ofBucket : owner(owner);
    }
}

package dev.kagemusha.s3;

import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.ServiceFlag;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.s3.S3Client;

import java.util.List;

/** Amazon S3. Each chapter implements its own operations of {@link S3Client}. */
public final class S3Service implements Service {
    static final String NAME = "s3";

    private static final String BLOCKED = "s3-blocked-encryption";
    private static final String NONE = "none";
    private static final String CUSTOMER_KEYS = "sse-c";

    /** Bytes of a body that is not streamed: the XML of a thousand keys to delete, or of ten thousand parts. */
    private static final int BODY_LIMIT = 8 * 1024 * 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ServiceFlag> flags() {
        return List.of(new ServiceFlag(
                BLOCKED,
                "none|sse-c",
                NONE,
                "what new buckets refuse: AWS's block SSE-C since April 2026",
                S3Service::requireKnown));
    }

    private static void requireKnown(String value) {
        if (!value.equals(NONE) && !value.equals(CUSTOMER_KEYS)) {
            throw new IllegalArgumentException("none or sse-c");
        }
    }

    @Override
    public Definition define(Environment environment) {
        StateStore store = environment.store();
        UploadIds ids = new UploadIds();
        BucketKeys keys = new BucketKeys(environment.clock());
        store.onReset(keys::clear);
        boolean blocked = environment.settings().get(BLOCKED, NONE).equals(CUSTOMER_KEYS);
        return Definition.of(NAME, S3Client.class)
                .signing(SigningProfile.S3)
                .protocols(Protocols.restXml())
                .addressing(new S3Addressing())
                .bodyLimit(BODY_LIMIT)
                .bodyCheck(new Integrity())
                .actions(S3Actions.table())
                .chapter(Buckets.class, call -> new Buckets(new S3Call(call, store, keys), blocked))
                .chapter(BucketDefaults.class, call -> new BucketDefaults(new S3Call(call, store, keys)))
                .chapter(Objects.class, call -> new Objects(new S3Call(call, store, keys)))
                .chapter(Listing.class, call -> new Listing(new S3Call(call, store, keys)))
                .chapter(Deletion.class, call -> new Deletion(new S3Call(call, store, keys)))
                .chapter(Copying.class, call -> new Copying(new S3Call(call, store, keys)))
                .chapter(Multipart.class, call -> new Multipart(new S3Call(call, store, keys), ids))
                .chapter(Attributes.class, call -> new Attributes(new S3Call(call, store, keys)))
                .chapter(ObjectTags.class, call -> new ObjectTags(new S3Call(call, store, keys)))
                .chapter(UploadListing.class, call -> new UploadListing(new S3Call(call, store, keys)));
    }
}

package dev.kagemusha.s3;

import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.s3.S3Client;

/** Amazon S3. Each chapter implements its own operations of {@link S3Client}. */
public final class S3Service implements Service {
    static final String NAME = "s3";

    /** Bytes of a body that is not streamed: the XML of a thousand keys to delete, or of ten thousand parts. */
    private static final int BODY_LIMIT = 8 * 1024 * 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Definition define(Environment environment) {
        StateStore store = environment.store();
        UploadIds ids = new UploadIds();
        return Definition.of(NAME, S3Client.class)
                .signing(SigningProfile.S3)
                .protocols(Protocols.restXml())
                .addressing(new S3Addressing())
                .bodyLimit(BODY_LIMIT)
                .bodyCheck(new Integrity())
                .actions(S3Actions.table())
                .chapter(Buckets.class, call -> new Buckets(new S3Call(call, store)))
                .chapter(Objects.class, call -> new Objects(new S3Call(call, store)))
                .chapter(Listing.class, call -> new Listing(new S3Call(call, store)))
                .chapter(Deletion.class, call -> new Deletion(new S3Call(call, store)))
                .chapter(Copying.class, call -> new Copying(new S3Call(call, store)))
                .chapter(Multipart.class, call -> new Multipart(new S3Call(call, store), ids))
                .chapter(Attributes.class, call -> new Attributes(new S3Call(call, store)))
                .chapter(ObjectTags.class, call -> new ObjectTags(new S3Call(call, store)))
                .chapter(UploadListing.class, call -> new UploadListing(new S3Call(call, store)));
    }
}

package dev.kagemusha.s3.configuration;

import dev.kagemusha.s3.accesspoint.PublicBlock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

import java.util.function.Supplier;

/**
 * What holds for access to a bucket. A bucket of which nothing is configured is as AWS makes them since April 2023: ACLs disabled,
 * all public access blocked. An empty document stands for what was before: configured to be without.
 */
public final class Rules {
    /** Public access blocked in every way. */
    public static final PublicAccessBlockConfiguration ALL = PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(true)
            .ignorePublicAcls(true)
            .blockPublicPolicy(true)
            .restrictPublicBuckets(true)
            .build();

    /** Nothing blocked: the public access block was deleted, or the bucket is of the older kind. */
    public static final PublicAccessBlockConfiguration NO_BLOCK =
            PublicAccessBlockConfiguration.builder().build();

    /** No ownership controls: they were deleted, or the bucket is of the older kind. */
    public static final OwnershipControls NO_CONTROLS =
            OwnershipControls.builder().build();

    private final PublicAccessBlockConfiguration block;
    private final ObjectOwnership ownership;
    private final Supplier<PublicBlock> above;

    private Rules(PublicAccessBlockConfiguration block, ObjectOwnership ownership, Supplier<PublicBlock> above) {
        this.block = block;
        this.ownership = ownership;
        this.above = above;
    }

    /** @param above what is blocked whatever the bucket says; asked when that matters */
    public static Rules of(Settings settings, Supplier<PublicBlock> above) {
        PublicAccessBlockConfiguration block = settings.get(Kind.PUBLIC_ACCESS);
        return new Rules(block == null ? ALL : block, ownership(settings.get(Kind.OWNERSHIP)), above);
    }

    private static ObjectOwnership ownership(@Nullable OwnershipControls controls) {
        if (controls == null) {
            return ObjectOwnership.BUCKET_OWNER_ENFORCED;
        }
        return controls.rules().isEmpty()
                ? ObjectOwnership.OBJECT_WRITER
                : controls.rules().getFirst().objectOwnership();
    }

    /** Whether ACLs mean nothing, and everything in the bucket is its owner's. */
    public boolean enforcesOwner() {
        return ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED;
    }

    /** Whether objects that are put with {@code bucket-owner-full-control} become the bucket owner's. */
    public boolean prefersOwner() {
        return ownership == ObjectOwnership.BUCKET_OWNER_PREFERRED;
    }

    public boolean blocksPublicAcls() {
        return on(block.blockPublicAcls()) || above.get().blockAcls();
    }

    public boolean ignoresPublicAcls() {
        return on(block.ignorePublicAcls()) || above.get().ignoreAcls();
    }

    public boolean blocksPublicPolicy() {
        return on(block.blockPublicPolicy()) || above.get().blockPolicy();
    }

    public boolean restrictsPublicBuckets() {
        return on(block.restrictPublicBuckets()) || above.get().restrict();
    }

    private static boolean on(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}

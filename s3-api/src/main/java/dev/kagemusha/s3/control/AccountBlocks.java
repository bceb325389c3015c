package dev.kagemusha.s3.control;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.accesspoint.PublicBlock;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;

/** The public access block of an account, in every region: what it blocks is blocked whatever buckets and access points say. */
final class AccountBlocks implements Chapter {
    private final ControlCall control;

    AccountBlocks(ControlCall control) {
        this.control = control;
    }

    @Override
    public PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest request) {
        PublicAccessBlockConfiguration given = request.publicAccessBlockConfiguration();
        if (given == null) {
            throw S3Errors.malformedXml();
        }
        if (given.equals(PublicAccessBlockConfiguration.builder().build())) {
            throw S3Errors.invalidRequest("Must specify at least one configuration.");
        }
        control.points().putBlock(request.accountId(), ControlCall.block(given));
        return PutPublicAccessBlockResponse.builder().build();
    }

    @Override
    public GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest request) {
        String account = request.accountId();
        PublicBlock block = control.store().read(view -> control.points().block(view, account));
        if (block == null) {
            throw ControlErrors.noBlock(account);
        }
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(ControlCall.told(block))
                .build();
    }

    @Override
    public DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest request) {
        control.points().putBlock(request.accountId(), null);
        return DeletePublicAccessBlockResponse.builder().build();
    }
}

package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.S3Call;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentResponse;

/** GetObjectTorrent, which AWS discontinued in April 2022: an object that is there has none. */
public final class Torrents implements Chapter {
    private final S3Call call;

    public Torrents(S3Call call) {
        this.call = call;
    }

    @Override
    public <R> R getObjectTorrent(
            GetObjectTorrentRequest request, ResponseTransformer<GetObjectTorrentResponse, R> transformer) {
        Object ignored = Versioned.find(call, request.bucket(), request.key(), null, request.expectedBucketOwner());
        throw S3Errors.methodNotAllowed(call.call().head().method(), "OBJECT");
    }
}

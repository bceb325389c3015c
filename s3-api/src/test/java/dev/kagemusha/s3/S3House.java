package dev.kagemusha.s3;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.rocks.RocksStateStore;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.SystemClock;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** S3's chapters on a store of their own, without a wire. */
final class S3House implements BeforeEachCallback, AfterEachCallback {
    static final String ACCOUNT = "111122223333";

    final EmulatorClock clock = new SystemClock();
    private final UploadIds ids = new UploadIds();
    private StateStore store;
    FixedCall call;

    @Override
    public void beforeEach(ExtensionContext context) {
        store = RocksStateStore.openTemporary(64 << 20, clock);
        call = as(ACCOUNT, "us-east-1");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        store.close();
    }

    StateStore store() {
        return store;
    }

    FixedCall as(String account, String region) {
        return new FixedCall(store, clock, new Caller.Root(account), region);
    }

    Buckets buckets() {
        return buckets(call);
    }

    Buckets buckets(FixedCall caller) {
        return new Buckets(new S3Call(caller, store, new BucketKeys(clock)), false);
    }

    Objects objects() {
        return objects(call);
    }

    Objects objects(FixedCall caller) {
        return new Objects(new S3Call(caller, store, new BucketKeys(clock)));
    }

    Listing listing() {
        return new Listing(new S3Call(call, store, new BucketKeys(clock)));
    }

    Deletion deletion() {
        return new Deletion(new S3Call(call, store, new BucketKeys(clock)));
    }

    Copying copying() {
        return new Copying(new S3Call(call, store, new BucketKeys(clock)));
    }

    Multipart multipart() {
        return new Multipart(new S3Call(call, store, new BucketKeys(clock)), ids);
    }

    UploadListing uploadListing() {
        return new UploadListing(new S3Call(call, store, new BucketKeys(clock)));
    }

    void create(String bucket) {
        buckets().createBucket(CreateBucketRequest.builder().bucket(bucket).build());
    }

    PutObjectResponse put(String bucket, String key, String body) {
        return put(bucket, key, body.getBytes(StandardCharsets.UTF_8), r -> {});
    }

    PutObjectResponse put(String bucket, String key, byte[] body, Consumer<PutObjectRequest.Builder> more) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key);
        more.accept(request);
        return objects().putObject(request.build(), RequestBody.fromBytes(body));
    }

    ResponseBytes<GetObjectResponse> get(String bucket, String key) {
        return get(bucket, key, r -> {});
    }

    ResponseBytes<GetObjectResponse> get(String bucket, String key, Consumer<GetObjectRequest.Builder> more) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        more.accept(request);
        return objects().getObject(request.build(), ResponseTransformer.toBytes());
    }

    /** Asserts an error by code, status and text; answers it for its elements. */
    static S3Error refused(Runnable action, String code, int status, String message) {
        S3Exception thrown = catchThrowableOfType(S3Exception.class, action::run);
        assertThat(thrown).as("an error %s", code).isInstanceOf(S3Error.class);
        assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.awsErrorDetails().errorMessage()).isEqualTo(message);
        return (S3Error) thrown;
    }
}

package dev.kagemusha.s3;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.s3.bucket.Buckets;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.encryption.BucketKeys;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.lifecycle.LifecycleIndex;
import dev.kagemusha.s3.listing.Listing;
import dev.kagemusha.s3.multipart.Multipart;
import dev.kagemusha.s3.multipart.PartCopying;
import dev.kagemusha.s3.multipart.UploadIds;
import dev.kagemusha.s3.multipart.UploadListing;
import dev.kagemusha.s3.multipart.Uploads;
import dev.kagemusha.s3.object.Copying;
import dev.kagemusha.s3.object.Deletion;
import dev.kagemusha.s3.object.ObjectTags;
import dev.kagemusha.s3.object.Objects;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.state.rocks.RocksStateStore;
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
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** S3's chapters on a store of their own, without a wire. */
public final class S3House implements BeforeEachCallback, AfterEachCallback {
    public static final String ACCOUNT = "111122223333";

    public final SystemClock clock = new SystemClock();
    private final UploadIds ids = new UploadIds();
    private StateStore store;
    public FixedCall call;
    public Jobs jobs;
    private ChangeLog changes;
    public Configurations configurations;
    public Journal journal;
    public LifecycleIndex lifecycles;
    public Homes homes;

    @Override
    public void beforeEach(ExtensionContext context) {
        store = RocksStateStore.openTemporary(64 << 20, clock);
        call = as(ACCOUNT, "us-east-1");
        jobs = new Jobs(store, clock);
        configurations = new Configurations(store);
        changes = new ChangeLog(store, clock);
        journal = new Journal(store, changes, configurations);
        lifecycles = new LifecycleIndex(configurations);
        homes = new Homes(store);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        store.close();
    }

    public StateStore store() {
        return store;
    }

    public FixedCall as(String account, String region) {
        return new FixedCall(store, clock, new Caller.Root(account), region);
    }

    /** The same call with all that S3 has for it. */
    public S3Call s3(FixedCall caller) {
        return new S3Call(caller, store, new BucketKeys(clock), journal, lifecycles, configurations);
    }

    /** What work without requests is given, with these flags: alternating names and values. */
    public Environment environment(String... flags) {
        return new Environment(
                store, clock, changes, jobs, new Errands(), new Metrics(store, clock, jobs), (name, otherwise) -> {
                    for (int i = 0; i < flags.length; i += 2) {
                        if (flags[i].equals(name)) {
                            return flags[i + 1];
                        }
                    }
                    return otherwise;
                });
    }

    public Home home(String bucket) {
        return store.read(view -> s3(call).home(view, bucket, null));
    }

    /** Moves emulated time and does what comes due. */
    public void advance(Duration by) {
        jobs.advance(by);
    }

    public Buckets buckets() {
        return buckets(call);
    }

    public Buckets buckets(FixedCall caller) {
        return new Buckets(s3(caller), false, false, List.of(Shelf.contents(), Uploads.contents(store.blobs())));
    }

    public Objects objects() {
        return objects(call);
    }

    public Objects objects(FixedCall caller) {
        return new Objects(s3(caller));
    }

    public Listing listing() {
        return new Listing(s3(call));
    }

    public Deletion deletion() {
        return new Deletion(s3(call));
    }

    public ObjectTags tags() {
        return new ObjectTags(s3(call));
    }

    public PartCopying partCopying() {
        return new PartCopying(s3(call));
    }

    public Copying copying() {
        return new Copying(s3(call));
    }

    public Multipart multipart() {
        return new Multipart(s3(call), ids);
    }

    public UploadListing uploadListing() {
        return new UploadListing(s3(call));
    }

    public void create(String bucket) {
        buckets().createBucket(CreateBucketRequest.builder().bucket(bucket).build());
    }

    public PutObjectResponse put(String bucket, String key, String body) {
        return put(bucket, key, body.getBytes(StandardCharsets.UTF_8), r -> {});
    }

    public PutObjectResponse put(String bucket, String key, byte[] body, Consumer<PutObjectRequest.Builder> more) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key);
        more.accept(request);
        return objects().putObject(request.build(), RequestBody.fromBytes(body));
    }

    public ResponseBytes<GetObjectResponse> get(String bucket, String key) {
        return get(bucket, key, r -> {});
    }

    public ResponseBytes<GetObjectResponse> get(String bucket, String key, Consumer<GetObjectRequest.Builder> more) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        more.accept(request);
        return objects().getObject(request.build(), ResponseTransformer.toBytes());
    }

    /** Asserts an error by code, status and text; answers it for its elements. */
    public static S3Error refused(Runnable action, String code, int status, String message) {
        S3Exception thrown = catchThrowableOfType(S3Exception.class, action::run);
        assertThat(thrown).as("an error %s", code).isInstanceOf(S3Error.class);
        assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.awsErrorDetails().errorMessage()).isEqualTo(message);
        return (S3Error) thrown;
    }
}

package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.time.Ids;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What becomes of a bucket's objects with time. */
public final class Lifecycles implements Chapter {
    private static final int MOST_RULES = 1_000;

    private final Desk desk;
    private final Schema schema;
    private final Ids ids;

    public Lifecycles(Desk desk, Schema schema, Ids ids) {
        this.desk = desk;
        this.schema = schema;
        this.ids = ids;
    }

    @Override
    public PutBucketLifecycleConfigurationResponse putBucketLifecycleConfiguration(
            PutBucketLifecycleConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        String minimum = request.transitionDefaultMinimumObjectSizeAsString();
        if (request.transitionDefaultMinimumObjectSize() == TransitionDefaultMinimumObjectSize.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.invalidRequest("Invalid TransitionDefaultMinimumObjectSize found: " + minimum);
        }
        BucketLifecycleConfiguration lifecycle = schema.check(request.lifecycleConfiguration());
        if (lifecycle.rules().size() > MOST_RULES) {
            throw S3Errors.malformedXml();
        }
        Set<String> seen = new HashSet<>();
        List<LifecycleRule> rules = new ArrayList<>();
        for (LifecycleRule rule : lifecycle.rules()) {
            LifecycleRules.check(rule);
            LifecycleRule named = rule.id() == null || rule.id().isEmpty()
                    ? rule.toBuilder().id(ids.alphanumeric(48)).build()
                    : rule;
            if (!seen.add(named.id())) {
                throw DocumentErrors.argument(
                        "Rule ID must be unique. Found same ID for more than one rule", "ID", named.id());
            }
            rules.add(named);
        }
        String kept =
                minimum == null ? TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K.toString() : minimum;
        desk.change(home, tx -> {
            long id = home.bucket().id();
            desk.configurations()
                    .put(
                            tx,
                            home.scope(),
                            id,
                            Kind.LIFECYCLE,
                            lifecycle.toBuilder().rules(rules).build());
            desk.configurations().put(tx, home.scope(), id, Kind.LIFECYCLE_MINIMUM_SIZE, kept);
        });
        return PutBucketLifecycleConfigurationResponse.builder()
                .transitionDefaultMinimumObjectSize(kept)
                .build();
    }

    @Override
    public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
            GetBucketLifecycleConfigurationRequest request) {
        Settings settings = desk.settings(desk.home(request.bucket(), request.expectedBucketOwner()));
        BucketLifecycleConfiguration lifecycle = settings.get(Kind.LIFECYCLE);
        if (lifecycle == null) {
            throw DocumentErrors.noLifecycle(request.bucket());
        }
        return GetBucketLifecycleConfigurationResponse.builder()
                .rules(lifecycle.rules())
                .transitionDefaultMinimumObjectSize(settings.get(Kind.LIFECYCLE_MINIMUM_SIZE))
                .build();
    }

    @Override
    public DeleteBucketLifecycleResponse deleteBucketLifecycle(DeleteBucketLifecycleRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        desk.change(home, tx -> {
            desk.configurations().delete(tx, home.scope(), home.bucket().id(), Kind.LIFECYCLE);
            desk.configurations().delete(tx, home.scope(), home.bucket().id(), Kind.LIFECYCLE_MINIMUM_SIZE);
        });
        return DeleteBucketLifecycleResponse.builder().build();
    }
}
